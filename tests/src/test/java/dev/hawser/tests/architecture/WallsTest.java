package dev.hawser.tests.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.hawser.SqlDatabase;
import dev.hawser.spi.Ticker;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The walls between the parts. */
class WallsTest {

    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.hawser");

    @Test
    void engines_reachCore_throughSpiAndPublicApiOnly() {
        noClasses()
                .that()
                .resideInAPackage("dev.hawser.engines..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.hawser.internal..")
                .check(PRODUCT);
    }

    @Test
    void serverAndCommandLine_useThePublicApiOnly() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.hawser.server..", "dev.hawser.cli..", "dev.hawser.backups..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.hawser.internal..")
                .check(PRODUCT);
    }

    @Test
    void core_knowsNothing_ofWhatIsBuiltOnIt() {
        noClasses()
                .that(resideInAnyPackage(
                        "dev.hawser",
                        "dev.hawser.config..",
                        "dev.hawser.error..",
                        "dev.hawser.event..",
                        "dev.hawser.spi..",
                        "dev.hawser.internal.."))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.hawser.engines..",
                        "dev.hawser.backups..",
                        "dev.hawser.server..",
                        "dev.hawser.cli..",
                        "dev.hawser.testkit..")
                .check(PRODUCT);
    }

    @Test
    void jdbc_isMentioned_onlyInItsOwnPackagesAndAtThePublicDoors() {
        noClasses()
                .that(resideInAnyPackage(
                                "dev.hawser",
                                "dev.hawser.config..",
                                "dev.hawser.error..",
                                "dev.hawser.event..",
                                "dev.hawser.spi",
                                "dev.hawser.internal..")
                        .and(not(resideInAPackage("dev.hawser.internal.jdbc..")))
                        .and(not(DOORS)))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.sql..")
                .check(PRODUCT);
    }

    /** Those who hand a JDBC connection to the application: the two interfaces and what implements them. */
    private static final com.tngtech.archunit.base.DescribedPredicate<JavaClass> DOORS =
            com.tngtech.archunit.base.DescribedPredicate.describe(
                    "doors to JDBC",
                    type -> type.isAssignableTo(SqlDatabase.class) || type.isAssignableTo(dev.hawser.Session.class));

    @Test
    void packages_ofCore_haveNoCycles_belowTheInternals() {
        slices().matching("dev.hawser.internal.(*)..").should().beFreeOfCycles().check(PRODUCT);
    }

    @Test
    void printing_isLeftToTheCommandLine() {
        noClasses()
                .that(not(resideInAnyPackage("dev.hawser.cli..", "dev.hawser.testkit..")))
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(PRODUCT);
    }

    @Test
    void sleeping_isLeftToTheTicker() {
        noClasses()
                .that(not(resideInAPackage("dev.hawser.testkit..")))
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .check(PRODUCT);
    }

    @Test
    void time_isTheTickers_forHostsAndPools_andForHostsNeverThatOfTheDay() {
        JavaClasses classes =
                PRODUCT.that(resideInAnyPackage("dev.hawser.internal.topology..", "dev.hawser.internal.pool.."));
        noClasses()
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .check(classes);
        noClasses()
                .should()
                .callMethod(Ticker.class, "instant")
                .check(classes.that(resideInAPackage("dev.hawser.internal.topology..")));
    }

    @Test
    void internals_areNotExported() {
        ModuleDescriptor core = ModuleFinder.of(location("core")).findAll().stream()
                .map(reference -> reference.descriptor())
                .filter(descriptor -> descriptor.name().equals("dev.hawser"))
                .findFirst()
                .orElseThrow();
        Set<String> exported =
                core.exports().stream().map(ModuleDescriptor.Exports::source).collect(Collectors.toSet());
        assertThat(exported)
                .containsExactlyInAnyOrder(
                        "dev.hawser",
                        "dev.hawser.config",
                        "dev.hawser.error",
                        "dev.hawser.event",
                        "dev.hawser.spi",
                        "dev.hawser.spi.jdbc");
    }

    @Test
    void publicApi_doesNotMention_internals() {
        for (JavaClass type : PRODUCT) {
            if (!type.getPackageName().startsWith("dev.hawser.internal")
                    && type.getPackageName().startsWith("dev.hawser")
                    && type.getModifiers().contains(JavaModifier.PUBLIC)) {
                type.getMethods().stream()
                        .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
                        .forEach(method -> assertThat(method.getRawReturnType().getPackageName())
                                .as(method.getFullName())
                                .doesNotStartWith("dev.hawser.internal"));
            }
        }
    }

    private static Path location(String module) {
        return Path.of("..", module, "target", "classes");
    }
}
