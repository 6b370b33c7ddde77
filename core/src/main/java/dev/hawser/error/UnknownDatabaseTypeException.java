package dev.hawser.error;

import java.util.List;

/** A URL or type names an engine that is not installed. The message lists the schemes that are, and never a credential. */
public final class UnknownDatabaseTypeException extends ConfigurationException {

    private static final long serialVersionUID = 1L;

    /** One problem or more, all of this kind. */
    public UnknownDatabaseTypeException(List<String> problems) {
        super(problems);
    }
}
