package org.mast4j.ssl.dl4j.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.mast4j.testkit.zoo.TinyEncoders;
import org.mast4j.zoo.Activation;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.dl4j.EncoderLayers;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Sgd;

class TrainingUiTest {

  @Test
  void showsATrainingOnThisMachineAlone() throws Exception {
    int port;
    try (TrainingUi ui = TrainingUi.start(0)) {
      port = URI.create(ui.address()).getPort();
      assertThat(ui.address()).startsWith("http://127.0.0.1:");
      ComputationGraph network = network();
      network.setListeners(ui.listener(10));
      for (int i = 0; i < 3; i++) {
        network.fit(TinyEncoders.data(3, 1, DataType.FLOAT));
      }
      assertThat(get(ui.address() + "/train/overview")).contains("Training UI");
      String shown = "";
      for (int i = 0; i < 100 && !shown.contains("\"scoresIter\" : [ 0, 1, 2 ]"); i++) {
        Thread.sleep(200); // it works off its queue twice a second
        shown = get(ui.address() + "/train/overview/data");
      }
      assertThat(shown).contains("\"scoresIter\" : [ 0, 1, 2 ]");
      for (InetAddress other : otherAddresses()) {
        assertThatThrownBy(() -> new Socket().connect(new InetSocketAddress(other, port), 500))
            .as(other.toString())
            .isInstanceOf(IOException.class);
      }
      assertThatThrownBy(() -> TrainingUi.start(0))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("a training UI runs in this JVM already, at ");
    }
    try (ServerSocket free = new ServerSocket()) {
      free.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)); // it has stopped
    }
  }

  @Test
  void aPortThatIsTakenIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      assertThatThrownBy(() -> TrainingUi.start(taken.getLocalPort()))
          .hasMessageContaining(
              "the training UI can't listen on 127.0.0.1:%d; choose another port"
                  .formatted(taken.getLocalPort()));
    }
  }

  /** A folder for all users would be the first one's, and the UI fail for every other. */
  @Test
  void itsTemporaryFolderIsItsOwnAndGoesWithIt() throws IOException {
    long before = temporaryFolders();
    try (TrainingUi ui = TrainingUi.start(0)) {
      assertThat(temporaryFolders()).as(ui.address()).isEqualTo(before + 1);
    }
    assertThat(temporaryFolders()).isEqualTo(before);
  }

  private static long temporaryFolders() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files.filter(file -> file.getFileName().toString().startsWith("mast4j-ui")).count();
    }
  }

  /** With the class path of those who didn't ask for it. */
  @Test
  void withoutItsJarOneSentenceSaysSo() throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(java.io.File.pathSeparator)) {
      if (!entry.contains("deeplearning4j-vertx")) {
        urls.add(Path.of(entry).toUri().toURL());
      }
    }
    try (URLClassLoader without = new URLClassLoader(urls.toArray(URL[]::new), null)) {
      Class<?> ui = without.loadClass(TrainingUi.class.getName());
      assertThatThrownBy(() -> ui.getMethod("start", int.class).invoke(null, 0))
          .cause()
          .hasMessageStartingWith(
              "the training UI isn't on the class path; add org.mast4j:mast4j-ui");
    }
  }

  private static ComputationGraph network() {
    EncoderConfig encoder = TinyEncoders.all().findFirst().orElseThrow();
    ComputationGraph network =
        new ComputationGraph(
            EncoderLayers.configuration(
                new NeuralNetConfiguration.Builder().updater(new Sgd(0.1)),
                encoder,
                TinyEncoders.CLASSES,
                Activation.SOFTMAX,
                1));
    network.init();
    return network;
  }

  private static String get(String address) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(address)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static List<InetAddress> otherAddresses() throws IOException {
    return Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
        .flatMap(network -> Collections.list(network.getInetAddresses()).stream())
        .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
        .toList();
  }
}
