package dev.hawser.tests.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.PageLoadStrategy;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The system's Chromium without a window. For one thread at a time. */
final class Browser implements AutoCloseable {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final JsonMapper JSON = new JsonMapper();

    /** Waits in the page until {@code condition} is true of it. The page's own clock ticks also when nothing is painted. */
    private static final String WAIT = """
            const done = arguments[arguments.length - 1];
            const condition = () => (%s);
            const look = () => {
              let holds = false;
              try { holds = condition(); } catch { }
              if (holds) { done(true); } else { setTimeout(look, 20); }
            };
            look();""";

    private final ChromeDriver driver;
    private final List<String> requests = new ArrayList<>();

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    static Browser start() {
        if (!Files.isExecutable(CHROMIUM) || !Files.isExecutable(DRIVER)) {
            throw new IllegalStateException("the tests of the dashboard need " + CHROMIUM + " and " + DRIVER
                    + ": run ./verify, which installs them, or apt-get install chromium chromium-driver");
        }
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        ChromeOptions options = new ChromeOptions()
                .setBinary(CHROMIUM.toFile())
                .addArguments("--headless=new", "--disable-dev-shm-usage", "--disable-gpu", "--no-first-run");
        if ("root".equals(System.getProperty("user.name"))) {
            options.addArguments("--no-sandbox");
        }
        options.setPageLoadStrategy(PageLoadStrategy.EAGER);
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .usingAnyFreePort()
                .build();
        ChromeDriver driver = new ChromeDriver(service, options);
        driver.manage().timeouts().scriptTimeout(PATIENCE).pageLoadTimeout(PATIENCE);
        return new Browser(driver);
    }

    void go(String url) {
        driver.get(url);
    }

    /** Leaves the page, and forgets everything of its site but what is cached. */
    void leave() {
        if (driver.getCurrentUrl().startsWith("http")) {
            run("sessionStorage.clear(); localStorage.clear()");
        }
        driver.get("about:blank");
    }

    void reload() {
        driver.navigate().refresh();
    }

    String url() {
        return driver.getCurrentUrl();
    }

    /** Sees to it that the page is laid out for a screen of this size. */
    void resize(int width, int height) {
        command(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** What the system prefers. */
    void prefer(String colourScheme) {
        command(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(
                                Map.of("name", "prefers-color-scheme", "value", colourScheme),
                                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
    }

    Map<String, Object> command(String name, Map<String, Object> parameters) {
        return driver.executeCdpCommand(name, parameters);
    }

    WebElement find(String selector) {
        return driver.findElement(By.cssSelector(selector));
    }

    /** The button, link or other control with this text, as soon as it is seen. */
    WebElement control(String text) {
        String control = "[...document.querySelectorAll('button, a, summary')].find(each =>"
                + " each.textContent.trim() === " + JSON.writeValueAsString(text) + " && each.checkVisibility())";
        await(control);
        return (WebElement) run("return " + control);
    }

    void type(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    void typeInto(String selector, String text) {
        WebElement field = find(selector);
        field.clear();
        field.sendKeys(text);
    }

    /** Presses the tabulator key until the control with this text has the focus. */
    void tabTo(String text) {
        for (int i = 0; i < 60; i++) {
            type(Keys.TAB);
            if (text.equals(run("return document.activeElement.textContent.trim()"))) {
                return;
            }
        }
        throw new AssertionError("the tabulator key never leads to \"" + text + "\"");
    }

    Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** Waits until the expression is true in the page. */
    void await(String condition) {
        try {
            driver.executeAsyncScript(WAIT.formatted(condition));
        } catch (org.openqa.selenium.ScriptTimeoutException never) {
            throw new AssertionError(
                    "in the page it did not become true that " + condition + "; the page says:\n" + text(), never);
        }
    }

    /** Waits until the page has this text. */
    void awaitText(String text) {
        await("document.body.innerText.includes(" + JSON.writeValueAsString(text) + ")");
    }

    String text() {
        return String.valueOf(run("return document.body.innerText"));
    }

    /** What axe-core has against the page as it is, a line each. */
    List<String> accessibilityViolations() throws IOException {
        if (Boolean.FALSE.equals(run("return typeof axe === 'object'"))) {
            run(axe());
        }
        Object found = driver.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                axe.run(document, {resultTypes: ['violations']}).then(result => done(result.violations.flatMap(violation =>
                  violation.nodes.map(node => `${violation.id}: ${violation.help}: ${node.html} ${node.failureSummary}`))));""");
        return ((List<?>) found).stream().map(String::valueOf).toList();
    }

    private static String axe() throws IOException {
        try (InputStream script = Browser.class.getResourceAsStream("/axe.min.js")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** What the console of the page said of errors since the last call. */
    List<String> consoleErrors() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    /** The hosts and ports, as in URLs, that the page has asked for anything since the browser was started. */
    List<String> askedAuthorities() {
        for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
            JsonNode message = JSON.readTree(entry.getMessage()).path("message");
            if (message.path("method").stringValue("").equals("Network.requestWillBeSent")) {
                requests.add(message.at("/params/request/url").stringValue());
            }
        }
        return requests.stream()
                .map(URI::create)
                .filter(uri -> uri.getAuthority() != null)
                .map(URI::getAuthority)
                .distinct()
                .toList();
    }

    /** A picture of the page: of all of it, or of what is seen. */
    byte[] picture() {
        return driver.getScreenshotAs(OutputType.BYTES);
    }

    @Override
    public void close() {
        driver.quit();
    }
}
