package dev.hawser.tests.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.HealthStatus;
import dev.hawser.Session;
import dev.hawser.SqlDatabase;
import dev.hawser.error.DatabaseException;
import dev.hawser.testkit.Arrivals;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.PostgresServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The dashboard in a real browser, of a real server, over a real PostgreSQL server and a SQLite file. */
@Tag("any-jdk")
class DashboardIT {

    private static final String HOSTILE = "<img src=x onerror=window.hacked=1>";
    private static final int HEAVIEST_BYTES = 150_000;
    private static final double SLOWEST_PAINT_MS = 10_000; // on a machine that also does other things
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    static Path directory;

    private static LeakCheck leaks;
    private static PostgresServer postgres;
    private static Site site;
    private static Browser browser;

    @BeforeAll
    static void start() throws IOException {
        leaks = LeakCheck.begin(PATIENCE);
        postgres = PostgresServer.started();
        site = Site.over(directory, """
                shop: {url: "%s", default: true, health: {interval: 1s}, connect-timeout: 1s, backups: {to: "%s", max-age: 1d, schedule: "weekly sunday 03:00"}}
                notes: {url: "sqlite:///%s"}
                """.formatted(
                        postgres.url("postgres"), directory.resolve("backups"), directory.resolve("notes.db")));
        goodBackups();
        browser = Browser.start();
    }

    @AfterAll
    static void stop() throws IOException {
        try {
            assertThat(browser.askedAuthorities())
                    .containsExactly(URI.create(site.url()).getAuthority());
        } finally {
            browser.close();
            site.close();
            postgres.close();
            leaks.close();
        }
    }

    private static void goodBackups() {
        site.backups()
                .show(
                        ShownBackups.backup("20261122T030000Z-abc123", Duration.ofHours(3), true, null),
                        ShownBackups.backup("20261115T030000Z-def456", Duration.ofDays(7), false, null));
        if (site.databases().database("shop").health(true).status() != HealthStatus.HEALTHY) {
            throw new AssertionError("with a young backup the database must be healthy");
        }
    }

    @BeforeEach
    void wideAndLight() {
        browser.resize(1280, 900);
        browser.prefer("light");
    }

    @AfterEach
    void nothingWasHacked_andTheConsoleIsQuiet() {
        assertThat(browser.run("return window.hacked")).isNull();
        browser.leave();
        assertThat(browser.consoleErrors()).isEmpty();
    }

    private static void logIn(String view) {
        browser.go(site.url() + "#token=" + site.token(Site.EVERYTHING, Duration.ofHours(1)));
        browser.awaitText("Live");
        if (!view.isEmpty()) {
            browser.run("location.hash = arguments[0]", view);
        }
    }

    private static void openDatabase() {
        logIn("#/db/shop");
        browser.await(
                "document.querySelector('h1').textContent === 'shop' && document.querySelector('.topology .host')");
    }

    private static void query(String text) {
        browser.typeInto("#query", text);
        browser.control("Run").click();
    }

    @Test
    void login_takesATokenFromTheFieldAndForgetsItAtLogout() {
        browser.go(site.url());
        browser.await("document.activeElement.id === 'token'");
        browser.type(site.token(Site.EVERYTHING, Duration.ofHours(1)), Keys.ENTER);
        browser.awaitText("All 2 databases are healthy");
        browser.reload();
        browser.awaitText("All 2 databases are healthy");
        browser.control("Log out").click();
        browser.awaitText("You have logged out.");
        assertThat(browser.run("return sessionStorage.length")).isEqualTo(0L);
    }

    @Test
    void tokenInTheAddress_isTakenAndRemoved() {
        logIn("");
        assertThat(browser.url()).isEqualTo(site.url() + "#/");
        browser.awaitText("All 2 databases are healthy");
    }

    @Test
    void expiredToken_leadsBackToTheLogin_andSaysSo() {
        Duration validity = Duration.ofSeconds(1);
        do { // until it is long enough for the page to be there before that
            browser.leave();
            browser.consoleErrors(); // of a token that was not
            validity = validity.multipliedBy(2);
            browser.go(site.url() + "#token=" + site.token(Site.EVERYTHING, validity));
            browser.await("['Live', 'expired'].some(word => document.body.innerText.includes(word))");
        } while (!browser.text().contains("Live") && validity.toSeconds() < 60);
        browser.awaitText("The token has expired. Log in with a new one.");
        assertThat(browser.find("#token").isDisplayed()).isTrue();
    }

    @Test
    void tokenForLooking_showsNoActions() {
        browser.go(site.url() + "#token=" + site.token("database:read", Duration.ofHours(1)));
        browser.awaitText("Live");
        browser.run("location.hash = '#/db/shop'");
        browser.awaitText("This token may look only");
        browser.awaitText("This token may not run queries");
        assertThat(browser.run("return document.querySelectorAll('.actions button, #query').length"))
                .isEqualTo(0L);
    }

    @Test
    void stoppedServer_isSeenWithAdvice_andItsReturnToo_withoutReload() throws Exception {
        logIn("");
        browser.run("window.notReloaded = true");
        browser.awaitText("All 2 databases are healthy");
        postgres.stop();
        browser.awaitText("1 unhealthy of 2 databases");
        browser.awaitText("shop is unhealthy");
        browser.awaitText("What to do:");
        assertThat(browser.run("return document.querySelectorAll('.problems > li').length"))
                .as("cards of the one database that does not work, whatever alerts there are")
                .isEqualTo(1L);
        browser.await("/^\\(\\d+\\) Overview /.test(document.title)");
        assertThat(browser.text()).contains(postgres.host().toString());
        browser.control("shop is unhealthy").click();
        browser.awaitText("What is wrong");
        browser.await("document.querySelector('.topology').getAttribute('aria-label').includes('down')");
        postgres.start();
        browser.await("!document.body.innerText.includes('What is wrong')");
        browser.awaitText("shop is healthy and was unhealthy");
        browser.control("← All databases").click();
        browser.awaitText("All 2 databases are healthy");
        assertThat(browser.run("return window.notReloaded")).isEqualTo(true);
    }

    @Test
    void query_showsRows_andHostileTextStaysText() {
        openDatabase();
        query("select 7 as \"" + HOSTILE + "\", '<b>bold</b>' as b, null as c");
        browser.awaitText("1 row in");
        assertThat(browser.find("#try ~ div table").getText()).contains("7", HOSTILE, "<b>bold</b>", "null");
        assertThat(browser.run("return document.querySelectorAll('main img, main b').length"))
                .isEqualTo(0L);
    }

    @Test
    void result_keepsEachDigit_unfoldsWhatIsLong_andSaysWhyThereIsNoMore() {
        openDatabase();
        query(
                "select 9007199254740993 as id, 1.10::numeric as price, repeat('x', 2000) as text from generate_series(1, 11)");
        browser.awaitText("10 rows in");
        browser.awaitText("There are more: raise the limit to see them.");
        assertThat(browser.find("#try ~ div table").getText())
                .contains("9007199254740993", "1.10", "(2,000 characters)");
        browser.find("#try ~ div td summary").click();
        browser.awaitText("x".repeat(2000));
        assertThat(browser.run("scrollTo(1000, scrollY); return scrollX")).isEqualTo(0L);
    }

    @Test
    void failingQuery_saysWhatIsWrong_andHostileTextStaysText() {
        openDatabase();
        query("select \"" + HOSTILE + "\"");
        browser.awaitText("column \"" + HOSTILE + "\" does not exist");
        browser.awaitText("Kind of error: syntax");
        query("create table t (id int)");
        browser.awaitText("Kind of error: refused");
        assertThat(browser.run("return document.querySelectorAll('main img').length"))
                .isEqualTo(0L);
        // The browser itself tells of each answer that is a refusal.
        assertThat(browser.consoleErrors())
                .hasSize(2)
                .allSatisfy(error -> assertThat(error).contains("status of 400"));
    }

    @Test
    void holder_isShownWithItsStatementAndStack_whichStaysUnfolded() {
        SqlDatabase shop = site.databases().sql("shop").withLabel("nightly " + HOSTILE);
        try (Session session = shop.session()) {
            session.query("select 1 as \"" + HOSTILE + "\"");
            openDatabase();
            browser.run("document.getElementById('pool').scrollIntoView()");
            browser.awaitText("nightly " + HOSTILE);
            browser.awaitText("select ? as \"" + HOSTILE + "\"");
            browser.control("Stack").click();
            browser.awaitText("Taken at");
            String held = heldFor();
            browser.await("document.querySelector('[aria-labelledby=pool] td').innerText !== '" + held + "'");
            assertThat(browser.text()).contains("Taken at");
        }
    }

    private static String heldFor() {
        return browser.find("[aria-labelledby=pool] td").getText();
    }

    @Test
    void statements_areSortedByTheHeadingThatIsChosen_andItKeepsTheFocus() {
        SqlDatabase shop = site.databases().sql("shop");
        for (int i = 0; i < 60; i++) {
            shop.query("select 1 as frequent");
        }
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> shop.query("select 1 as \"" + HOSTILE + "\" from nowhere"))
                    .isInstanceOf(DatabaseException.class);
        }
        openDatabase();
        browser.run("document.getElementById('statements').scrollIntoView()");
        String first = "document.querySelector('[aria-labelledby=statements] tbody code').innerText";
        browser.awaitText("\"" + HOSTILE + "\" from nowhere");
        browser.control("Failed").click();
        browser.await(first + ".includes('nowhere')");
        browser.control("Calls").sendKeys(Keys.ENTER);
        browser.await(first + ".includes('frequent')");
        browser.await("document.querySelector('[aria-sort=descending]').contains(document.activeElement)");
    }

    @Test
    void backups_areShownNewestFirst_withAWordWhenNoneIsYoungEnough() {
        openDatabase();
        browser.run("document.getElementById('backups').scrollIntoView()");
        browser.awaitText("Schedule: weekly sunday 03:00; the next at ");
        browser.awaitText("yes, restored at ");
        assertThat(
                        browser.run(
                                "return [...document.querySelectorAll('[aria-labelledby=backups] tbody tr')].map(row => row.querySelectorAll('th, td')[3].innerText)"))
                .isEqualTo(List.of("4.2 MB", "4.2 MB"));
        browser.leave();

        site.backups()
                .show(
                        ShownBackups.backup("worse", Duration.ofMinutes(5), false, HOSTILE),
                        ShownBackups.backup("older", Duration.ofDays(2), false, null));
        site.databases().database("shop").health(true);
        try {
            openDatabase();
            browser.awaitText("backups.max-age is 1d"); // among the problems
            browser.run("document.getElementById('backups').scrollIntoView()");
            browser.awaitText("The newest good backup is 2 d old; backups.max-age is 1 d.");
            browser.awaitText("no: " + HOSTILE);
            browser.awaitText("not verified");
        } finally {
            goodBackups();
        }
    }

    @Test
    void pauseAndResume_areAskedForAgain_andShown() {
        openDatabase();
        browser.control("Pause …").click();
        browser.awaitText("Pause shop?");
        browser.find("dialog button[type=submit]").click();
        browser.awaitText("shop is paused");
        assertThat(site.databases().database("shop").pool().isSuspended()).isTrue();
        browser.control("Resume …").click();
        browser.find("dialog button[type=submit]").click();
        browser.awaitText("shop is resumed.");
        browser.await("!document.body.innerText.includes('What is wrong')");
        browser.control("Flush …").click();
        browser.find("dialog button[type=submit]").click();
        browser.awaitText("The connections of shop are flushed.");
    }

    @Test
    void theme_isToggled_andStays() {
        logIn("");
        String background = "getComputedStyle(document.body).backgroundColor";
        Object light = browser.run("return " + background);
        browser.find("#theme").sendKeys("dark");
        browser.await(background + " !== '" + light + "'");
        browser.reload();
        browser.await(background + " !== '" + light + "' && document.getElementById('theme').value === 'dark'");
        browser.find("#theme").sendKeys("auto");
        browser.await(background + " === '" + light + "'");
        browser.prefer("dark");
        browser.await(background + " !== '" + light + "'");
    }

    @Test
    void keyboardAlone_isEnough_andTheFocusStays() {
        browser.go(site.url());
        browser.await("document.activeElement.id === 'token'");
        browser.type(site.token(Site.EVERYTHING, Duration.ofHours(1)), Keys.ENTER);
        browser.await("document.activeElement.tagName === 'H1' && document.querySelector('a.name')");
        browser.tabTo("shop");
        assertThat(browser.run("return getComputedStyle(document.activeElement).outlineStyle"))
                .isEqualTo("solid");
        awaitNews(2);
        assertThat(browser.run("return document.activeElement.textContent")).isEqualTo("shop");
        browser.type(Keys.ENTER);
        browser.await("document.activeElement.tagName === 'H1' && document.activeElement.textContent === 'shop'");
        browser.tabTo("Flush …");
        browser.type(Keys.ENTER);
        browser.await("document.querySelector('dialog[open]').contains(document.activeElement)");
        browser.type(Keys.ESCAPE);
        browser.await("!document.querySelector('dialog') && document.activeElement.textContent === 'Flush …'");
        browser.tabTo("As a table");
        browser.type(Keys.ENTER);
        browser.await(
                "document.querySelector('.values[open] tbody tr') && document.activeElement.textContent === 'As a table'");
        browser.find(".skip").sendKeys(Keys.ENTER);
        browser.await("document.activeElement.id === 'main'");
    }

    /** Until the page has been given so many new pictures of the state. */
    private static void awaitNews(int pictures) {
        String since = "document.querySelector('tbody .under + .under, tbody td .under').textContent";
        for (int i = 0; i < pictures; i++) {
            browser.await(since + " !== " + "'" + browser.run("return " + since) + "'");
        }
    }

    @Test
    void silentServer_isToldAsStale_untilItSpeaksAgain() throws IOException {
        logIn("");
        site.line().silence(Arrivals.UNANSWERED);
        try {
            browser.await(
                    "!document.getElementById('stale').hidden && /^Stale since \\d\\d:\\d\\d:\\d\\d: ./.test(document.getElementById('stale').innerText)");
            browser.await("document.getElementById('connection').innerText === 'Not live'");
        } finally {
            site.line().restore();
        }
        browser.await(
                "document.getElementById('stale').hidden && document.getElementById('connection').textContent === 'Live'");
        assertThat(browser.consoleErrors())
                .allSatisfy(error -> assertThat(error).contains("net::ERR_"));
    }

    @Test
    void everyView_isAccessible_andFitsTheScreen_inEachThemeAndWidth() throws IOException {
        browser.go(site.url());
        browser.awaitText("Log in");
        assertAccessible("login");
        logIn("");
        browser.await("document.querySelector('.hosts li')");
        assertAccessible("overview");
        browser.run("location.hash = '#/db/shop'");
        browser.await("document.querySelector('.topology .host')");
        for (String section : List.of("charts", "pool", "statements", "backups", "events", "try")) {
            browser.run("document.getElementById(arguments[0]).scrollIntoView()", section);
        }
        query("select 1 as one");
        browser.awaitText("1 row in");
        browser.run("document.querySelectorAll('details').forEach(details => details.open = true)");
        assertAccessible("database");
        browser.control("Flush …").click();
        assertAccessible("dialog");
    }

    private static void assertAccessible(String view) throws IOException {
        for (int width : List.of(360, 1920)) {
            browser.resize(width, 900);
            browser.run(
                    "const width = arguments[0]; requestAnimationFrame(() => setTimeout(() => document.body.dataset.painted = width))",
                    width);
            browser.await("document.body.dataset.painted === '" + width + "'"); // tables find their shape by then
            assertThat(browser.run("scrollTo(1000, scrollY); return scrollX"))
                    .as("how far %s scrolls to the right at %d pixels", view, width)
                    .isEqualTo(0L);
            for (String theme : List.of("light", "dark")) {
                browser.prefer(theme);
                assertThat(browser.accessibilityViolations())
                        .as("%s, %s, %d pixels", view, theme, width)
                        .isEmpty();
            }
        }
    }

    @Test
    void firstPaint_isSoon_andAllOfItIsLight(TestReporter reporter) {
        browser.command("Network.clearBrowserCache", Map.of());
        browser.go(site.url());
        browser.await("performance.getEntriesByName('first-contentful-paint').length > 0");
        double paint = ((Number)
                        browser.run("return performance.getEntriesByName('first-contentful-paint')[0].startTime"))
                .doubleValue();
        openDatabase();
        browser.await("document.querySelector('.chart')");
        long bytes = ((Number) browser.run("""
                return [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
                  .filter(each => !each.name.includes('/api/'))
                  .reduce((sum, each) => sum + each.encodedBodySize, 0);""")).longValue();
        reporter.publishEntry(
                Map.of("first paint (ms)", String.valueOf(paint), "page weight (bytes)", String.valueOf(bytes)));
        assertThat(paint).isLessThan(SLOWEST_PAINT_MS);
        assertThat(bytes).isBetween(20_000L, (long) HEAVIEST_BYTES);
    }
}
