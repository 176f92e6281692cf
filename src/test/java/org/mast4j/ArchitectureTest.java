package org.mast4j;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.junit.jupiter.api.Test;

/** One direction of dependency between the modules, and nothing that deserializes Java objects. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.mast4j");

  private static final ArchRule MODULES_DEPEND_ONE_WAY =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("classpath")
          .definedBy("org.mast4j.classpath..")
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
          .definedBy(
              "org.mast4j.samediff.engine..",
              "org.mast4j.samediff.memory..",
              "org.mast4j.samediff.quiet..",
              "org.mast4j.samediff.sweep..")
          .layer("onednn")
          .definedBy("org.mast4j.samediff.onednn..")
          .layer("ssl")
          .definedBy("org.mast4j.ssl..")
          .layer("arbiter")
          .definedBy("org.mast4j.arbiter..")
          .layer("cli")
          .definedBy("org.mast4j.cli..")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("arbiter")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("ssl")
          .mayOnlyBeAccessedByLayers("arbiter", "cli")
          .whereLayer("onednn")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("onednn")
          .mayOnlyAccessLayers("engine", "classpath")
          .whereLayer("engine")
          .mayNotAccessAnyLayer()
          .whereLayer("mast")
          .mayOnlyBeAccessedByLayers("ssl", "arbiter", "cli")
          .whereLayer("zoo")
          .mayOnlyBeAccessedByLayers("mast", "ssl", "arbiter", "cli");

  private static final ArchRule NOTHING_DESERIALIZES_JAVA_OBJECTS =
      ArchRuleDefinition.noClasses()
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.io.ObjectInputStream");

  // Plain tests: Surefire counts none of ArchUnit's own.

  @Test
  void modulesDependOneWay() {
    MODULES_DEPEND_ONE_WAY.check(CLASSES);
  }

  @Test
  void nothingDeserializesJavaObjects() {
    NOTHING_DESERIALIZES_JAVA_OBJECTS.check(CLASSES);
  }
}
