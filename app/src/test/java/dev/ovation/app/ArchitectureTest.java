package dev.ovation.app;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.NullMarked;

/**
 * Who may call whom: bench → app → adapters → core, and in core: engine, projection, consistency,
 * memory → port → domain. Each rule says what to do instead.
 *
 * <p>Bench is built after this module, so its classes are not seen here; that nothing points at it
 * is what there is to hold.
 */
@NullMarked
@AnalyzeClasses(
    packages = "dev.ovation",
    importOptions = {
      ImportOption.DoNotIncludeTests.class,
      ArchitectureTest.DoNotIncludeTestJars.class
    })
final class ArchitectureTest {
  private static final String DOMAIN = "dev.ovation.core.domain..";
  private static final String PORT = "dev.ovation.core.port..";
  private static final String ENGINE = "dev.ovation.core.engine..";
  private static final String PROJECTION = "dev.ovation.core.projection..";
  private static final String CONSISTENCY = "dev.ovation.core.consistency..";
  private static final String MEMORY = "dev.ovation.core.memory..";
  private static final String ADAPTERS = "dev.ovation.adapters..";

  /** Calls by which time, randomness and threads enter, by the class that has them. */
  private static final Map<String, Set<String>> OUTSIDE_WORLD =
      Map.ofEntries(
          Map.entry("java.lang.System", Set.of("currentTimeMillis", "nanoTime", "getenv")),
          Map.entry("java.lang.Math", Set.of("random")),
          Map.entry(
              "java.lang.Thread",
              Set.of(
                  "<init>",
                  "sleep",
                  "start",
                  "ofVirtual",
                  "ofPlatform",
                  "startVirtualThread",
                  "yield")),
          Map.entry("java.time.Instant", Set.of("now")),
          Map.entry("java.time.LocalDate", Set.of("now")),
          Map.entry("java.time.LocalDateTime", Set.of("now")),
          Map.entry("java.time.ZonedDateTime", Set.of("now")),
          Map.entry("java.time.OffsetDateTime", Set.of("now")),
          Map.entry("java.time.Clock", Set.of("systemUTC", "systemDefaultZone", "system")),
          Map.entry("java.util.UUID", Set.of("randomUUID")),
          Map.entry("java.util.Random", Set.of("<init>")),
          Map.entry("java.util.concurrent.ThreadLocalRandom", Set.of("current")),
          Map.entry(
              "java.util.concurrent.CompletableFuture",
              Set.of("delayedExecutor", "orTimeout", "completeOnTimeout")));

  @ArchTest
  static final ArchRule coreKnowsNoOtherModule =
      noClasses()
          .that()
          .resideInAPackage("dev.ovation.core..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ADAPTERS, "dev.ovation.app..", "dev.ovation.bench..")
          .because(
              "modules point one way: bench → app → adapters → core;"
                  + " say what you need as an interface in dev.ovation.core.port");

  @ArchTest
  static final ArchRule adaptersKnowOnlyTheCore =
      noClasses()
          .that()
          .resideInAPackage(ADAPTERS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.ovation.app..", "dev.ovation.bench..")
          .because(
              "modules point one way: bench → app → adapters → core;"
                  + " give the adapter what it needs through its constructor");

  @ArchTest
  static final ArchRule nothingKnowsTheBench =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.ovation.bench..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.ovation.bench..")
          .because("the bench measures the product; move what both need to the module below");

  @ArchTest
  static final ArchRule noAdapterKnowsAnother =
      slices()
          .matching("dev.ovation.adapters.(*)..")
          .should()
          .notDependOnEachOther()
          .because(
              "a profile picks its adapters freely; move what two of them share to the core,"
                  + " or repeat it");

  @ArchTest
  static final ArchRule onlyTheKafkaAdapterKnowsKafka =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.ovation.adapters.kafka..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.kafka..")
          .because("everything else works with any log: take dev.ovation.core.port.EventLog");

  @ArchTest
  static final ArchRule onlyItsAdapterSpeaksToPostgres =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.ovation.adapters.postgres..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.postgresql..", "com.zaxxer..", "org.flywaydb..")
          .because("an engine's libraries end at its adapter; say what you need as a port");

  @ArchTest
  static final ArchRule redisIsSpokenToInItsAdapterOnly =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.ovation.adapters.redis..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.lettuce..")
          .because(
              "the hot store is a port: say there what you need, and let dev.ovation.adapters.redis"
                  + " ask Redis for it");

  @ArchTest
  static final ArchRule onlyMainAndProfilesMakeAdapters =
      noClasses()
          .that(
              resideInAPackage("dev.ovation.app..")
                  .and(not(resideInAPackage("dev.ovation.app.profile..")))
                  .and(not(isMain())))
          .should()
          .dependOnClassesThat()
          .resideInAPackage(ADAPTERS)
          .because(
              "http, cli and config work with any engine: take the port from dev.ovation.core.port"
                  + " and let a class in dev.ovation.app.profile make the adapter");

  @ArchTest
  static final ArchRule domainNeedsNothing =
      classes()
          .that()
          .resideInAPackage(DOMAIN)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "org.jspecify..", DOMAIN)
          .because(
              "the domain is what is true whatever the engine; move the rest to where it is used");

  @ArchTest
  static final ArchRule portsSpeakTheDomain =
      classes()
          .that()
          .resideInAPackage(PORT)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "org.jspecify..", DOMAIN, PORT)
          .because(
              "a port says what the core asks of the world in the domain's words;"
                  + " move logic to engine or projection, and library types to the adapter");

  @ArchTest
  static final ArchRule coreUsesFewLibraries =
      classes()
          .that()
          .resideInAPackage("dev.ovation.core..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..", "org.jspecify..", "org.slf4j..", "io.micrometer..", "dev.ovation.core..")
          .because(
              "whoever embeds the core takes its libraries too; put the library behind a port and"
                  + " use it in an adapter");

  @ArchTest
  static final ArchRule engineStandsAlone = standsAlone(ENGINE, PROJECTION, CONSISTENCY, MEMORY);

  @ArchTest
  static final ArchRule projectionStandsAlone =
      standsAlone(PROJECTION, ENGINE, CONSISTENCY, MEMORY);

  @ArchTest
  static final ArchRule consistencyStandsAlone =
      standsAlone(CONSISTENCY, ENGINE, PROJECTION, MEMORY);

  @ArchTest
  static final ArchRule memoryStandsAlone = standsAlone(MEMORY, ENGINE, PROJECTION, CONSISTENCY);

  @ArchTest
  static final ArchRule timeRandomnessAndThreadsEnterThroughPorts =
      noClasses()
          .that(coreButItsPorts())
          .should()
          .accessTargetWhere(touchesTheOutsideWorld())
          .because(
              "the simulator replays a run from its seed: take TimeSource, Timer or an Executor"
                  + " through the constructor");

  @ArchTest
  static final ArchRule ioEntersThroughPorts =
      noClasses()
          .that(coreButItsPorts())
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                      "java.nio.file..", "java.nio.channels..", "java.net..", "java.sql..")
                  .or(isFileOrStream()))
          .because("what touches a disk or a network is an adapter; say what you need as a port");

  private static ArchRule standsAlone(String part, String... siblings) {
    return noClasses()
        .that()
        .resideInAPackage(part)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(siblings)
        .because(
            "engine, projection and memory meet only in ports, so that each can be replaced;"
                + " move what they share to dev.ovation.core.domain or dev.ovation.core.port");
  }

  private static DescribedPredicate<JavaClass> isMain() {
    return DescribedPredicate.describe(
        "Main", type -> type.getName().equals("dev.ovation.app.Main"));
  }

  private static DescribedPredicate<JavaClass> coreButItsPorts() {
    return resideInAPackage("dev.ovation.core..")
        .and(not(resideInAPackage(PORT)))
        .as("reside in core but not in its ports");
  }

  private static DescribedPredicate<JavaClass> isFileOrStream() {
    return DescribedPredicate.describe(
        "are files or file streams",
        type ->
            type.getPackageName().equals("java.io")
                && (type.getSimpleName().startsWith("File")
                    || type.getSimpleName().equals("RandomAccessFile")));
  }

  private static DescribedPredicate<JavaAccess<?>> touchesTheOutsideWorld() {
    return DescribedPredicate.describe(
        "the clock, randomness or a thread",
        access -> {
          AccessTarget target = access.getTarget();
          if (target.getOwner().getName().equals("java.util.concurrent.Executors")) {
            return true;
          }
          boolean listed =
              OUTSIDE_WORLD
                  .getOrDefault(target.getOwner().getName(), Set.of())
                  .contains(target.getName());
          // A random generator with a seed repeats itself, so it may be used.
          boolean seeded =
              target.getOwner().getName().equals("java.util.Random")
                  && access instanceof JavaConstructorCall call
                  && !call.getTarget().getRawParameterTypes().isEmpty();
          return listed && !seeded;
        });
  }

  /** Leaves out core's tests, which this module gets as a jar. */
  static final class DoNotIncludeTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }
}
