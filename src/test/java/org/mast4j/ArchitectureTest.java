package org.mast4j;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;

/** One direction of dependency between the modules, and nothing that deserializes Java objects. */
@AnalyzeClasses(packages = "org.mast4j", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule MODULES_DEPEND_ONE_WAY =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("audio")
          .definedBy("org.mast4j.datavec..")
          .layer("zoo")
          .definedBy(
              "org.mast4j.zoo",
              "org.mast4j.zoo.ast..",
              "org.mast4j.zoo.dl4j..",
              "org.mast4j.zoo.exchange..",
              "org.mast4j.zoo.graph..",
              "org.mast4j.zoo.inference..",
              "org.mast4j.zoo.pretrained..",
              "org.mast4j.zoo.weights..")
          .layer("mast")
          .definedBy("org.mast4j.zoo.mast..")
          .layer("engine")
          .definedBy("org.mast4j.samediff..")
          .layer("ssl")
          .definedBy("org.mast4j.ssl..")
          .layer("arbiter")
          .definedBy("org.mast4j.arbiter..")
          .layer("examples")
          .definedBy("org.mast4j.examples..")
          .whereLayer("examples")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("arbiter")
          .mayOnlyBeAccessedByLayers("examples")
          .whereLayer("ssl")
          .mayOnlyBeAccessedByLayers("arbiter", "examples")
          .whereLayer("engine")
          .mayOnlyBeAccessedByLayers("ssl", "arbiter", "examples")
          .whereLayer("engine")
          .mayNotAccessAnyLayer()
          .whereLayer("mast")
          .mayOnlyBeAccessedByLayers("ssl", "arbiter", "examples")
          .whereLayer("zoo")
          .mayOnlyBeAccessedByLayers("mast", "ssl", "arbiter", "examples");

  @ArchTest
  static final ArchRule NOTHING_DESERIALIZES_JAVA_OBJECTS =
      ArchRuleDefinition.noClasses()
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.io.ObjectInputStream");
}
