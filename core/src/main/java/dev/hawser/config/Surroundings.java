package dev.hawser.config;

import java.util.List;

/** What all databases of one configuration share while they are put together. */
record Surroundings(
        InstalledEngines engines,
        Profile profile,
        List<Provider> providers,
        Locality locality,
        Placeholders placeholders,
        Problems problems) {}
