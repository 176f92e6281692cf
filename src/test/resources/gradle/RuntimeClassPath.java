import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.gradle.api.Project;
import org.gradle.api.artifacts.Configuration;
import org.gradle.testfixtures.ProjectBuilder;

/**
 * Prints the runtime class path of a project that Gradle resolves: {@code RuntimeClassPath PROJECT
 * USER_HOME}. A script that is applied may not hold a block of plugins: the plugin is applied here.
 */
class RuntimeClassPath {
  public static void main(String[] args) throws Exception {
    Path script = Path.of(args[0], "build.gradle");
    Files.writeString(script, Files.readString(script).replaceFirst("plugins \\{[^}]*}", ""));
    Project project =
        ProjectBuilder.builder()
            .withProjectDir(new File(args[0]))
            .withGradleUserHomeDir(new File(args[1]))
            .build();
    project.getPluginManager().apply("application");
    project.apply(Map.of("from", script.toFile()));
    Configuration classPath = project.getConfigurations().getByName("runtimeClasspath");
    System.out.println(
        classPath.resolve().stream().map(File::toString).collect(Collectors.joining(File.pathSeparator)));
    System.exit(0); // Gradle's threads would wait for more
  }
}
