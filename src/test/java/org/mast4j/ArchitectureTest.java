package org.mast4j;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Each package knows what its package-info says, no more and no less, and none knows one that knows
 * it. {@code -Drenew} writes the package-infos' last paragraphs anew.
 */
class ArchitectureTest {
  // Plain tests: Surefire counts none of ArchUnit's own.

  @TestFactory
  Stream<DynamicTest> packagesKnowWhatTheirPackageInfosSay() {
    return packages().entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(), () -> compare(entry.getKey(), entry.getValue())));
  }

  @Test
  void noPackagesKnowEachOther() {
    slices().matching("org.mast4j.(**)").should().beFreeOfCycles().check(MainCode.CLASSES);
  }

  @Test
  void familiesAreSisters() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideInAPackage("org.mast4j.zoo.ast..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.mast4j.zoo.mast..")
        .check(MainCode.CLASSES);
    ArchRuleDefinition.noClasses()
        .that()
        .resideInAPackage("org.mast4j.zoo.mast..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.mast4j.zoo.ast..")
        .check(MainCode.CLASSES);
  }

  @Test
  void nothingNamesAnEngine() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideOutsideOfPackage("org.mast4j.samediff.onednn..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.mast4j.samediff.onednn..")
        .check(MainCode.CLASSES);
  }

  /**
   * Whatever isn't an engine runs on the backend that the class path brings. {@code Roofline} alone
   * measures oneDNN itself, for bench.
   */
  @Test
  void nothingBesidesEnginesIsOfTheCpuAlone() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideOutsideOfPackage("org.mast4j.samediff.onednn..")
        .and()
        .doNotHaveFullyQualifiedName("org.mast4j.cli.bench.Roofline")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.nd4j.linalg.cpu..",
            "org.nd4j.presets.cpu..",
            "org.bytedeco.dnnl..",
            "org.bytedeco.openblas..",
            "org.bytedeco.mkl..",
            "org.bytedeco.mkldnn..")
        .check(MainCode.CLASSES);
  }

  @Test
  void nothingIsOfCudaAlone() {
    ArchRuleDefinition.noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.nd4j.linalg.jcublas..",
            "org.nd4j.jita..",
            "org.nd4j.presets.cuda..",
            "org.bytedeco.cuda..")
        .check(MainCode.CLASSES);
  }

  @Test
  void whatEnginesShareKnowsNoLibraryOfOne() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideInAPackage("org.mast4j.samediff..")
        .and()
        .resideOutsideOfPackage("org.mast4j.samediff.onednn..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.bytedeco.dnnl..")
        .check(MainCode.CLASSES);
  }

  @Test
  void trainersKnowNeitherDl4jNorTheNetwork() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideInAPackage("org.mast4j.ssl..")
        .and()
        .resideOutsideOfPackage("org.mast4j.ssl.dl4j..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.deeplearning4j..", "java.net.http..", "org.mast4j.zoo.dl4j..")
        .check(MainCode.CLASSES);
  }

  @Test
  void nothingDeserializesJavaObjects() {
    ArchRuleDefinition.noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.io.ObjectInputStream")
        .check(MainCode.CLASSES);
  }

  /** Each package with the folder of its module's sources; fails where two modules share one. */
  private static Map<String, Path> packages() {
    return MainCode.CLASSES.stream()
        .map(type -> Map.entry(type.getPackageName(), MainCode.sources(MainCode.moduleOf(type))))
        .distinct()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                Map.Entry::getValue,
                (one, other) -> {
                  throw new AssertionError("one package in two modules: " + one + ", " + other);
                },
                TreeMap::new));
  }

  private static void compare(String name, Path sources) throws Exception {
    Path packageInfo = sources.resolve(name.replace('.', '/')).resolve("package-info.java");
    assertThat(packageInfo).exists();
    if (System.getProperty("renew") != null) {
      Knowledge.read(packageInfo).renew();
    }
    Knowledge knowledge = Knowledge.read(packageInfo);
    Map<String, String> unlisted = knowledge.actual();
    Set<String> unused = knowledge.allowed();
    unused.removeAll(unlisted.keySet());
    unlisted.keySet().removeAll(knowledge.allowed());
    assertThat(unlisted).as("known, but not listed in %s", packageInfo).isEmpty();
    assertThat(unused).as("listed, but not known, in %s", packageInfo).isEmpty();
  }
}
