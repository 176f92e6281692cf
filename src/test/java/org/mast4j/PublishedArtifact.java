package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;

/** What Maven Central asks of an artifact, and Java of a jar that may become a module. */
final class PublishedArtifact {
  private PublishedArtifact() {}

  /** Fails the test unless a pom says all that Maven Central asks for, without a parent. */
  static void assertComplete(String artifact, String pom) throws Exception {
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(pom)));
    Element project = document.getDocumentElement();
    for (String element :
        List.of("groupId", "artifactId", "version", "name", "description", "url", "scm")) {
      assertThat(child(project, element)).as("%s: <%s>", artifact, element).isNotBlank();
    }
    assertThat(child(project, "artifactId")).isEqualTo(artifact);
    assertThat(child(project, "name")).startsWith("MAST4J");
    assertThat(child(project, "url")).isEqualTo(child(element(project, "scm"), "url"));
    assertThat(child(element(project, "scm"), "connection")).startsWith("scm:git:");
    assertThat(child(element(project, "licenses"), "license")).contains("Apache-2.0");
    assertThat(child(element(project, "developers"), "developer")).isNotBlank();
    assertThat(pom).as(artifact).doesNotContain("<build>", "<repositories>", "<parent>");
  }

  private static Element element(Element parent, String name) {
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element && element.getTagName().equals(name)) {
        return element;
      }
    }
    throw new AssertionError("<" + name + "> is missing in <" + parent.getTagName() + ">");
  }

  private static String child(Element parent, String name) {
    return element(parent, name).getTextContent().strip();
  }

  /**
   * Fails the test unless jars have the names of modules that they say in their manifests, share no
   * package, and bring their licence.
   */
  static void assertModules(List<Path> jars) throws IOException {
    Map<String, String> moduleOf = new HashMap<>();
    for (Path jar : jars) {
      ModuleReference module = ModuleFinder.of(jar).findAll().iterator().next();
      ModuleDescriptor descriptor = module.descriptor();
      try (JarFile file = new JarFile(jar.toFile())) {
        assertThat(file.getManifest().getMainAttributes().getValue("Automatic-Module-Name"))
            .as(jar.toString())
            .isEqualTo(descriptor.name())
            .startsWith("org.mast4j.");
        assertThat(file.getEntry("META-INF/LICENSE")).as(jar.toString()).isNotNull();
      }
      for (String owned : descriptor.packages()) {
        assertThat(owned).startsWith(descriptor.name().replaceFirst("samediff\\..*", "samediff"));
        assertThat(moduleOf.put(owned, descriptor.name())).as(owned + " is in two jars").isNull();
      }
    }
    assertThat(moduleOf.values().stream().distinct()).hasSizeGreaterThan(12);
  }
}
