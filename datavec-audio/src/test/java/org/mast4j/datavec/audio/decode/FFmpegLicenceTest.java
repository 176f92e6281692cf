package org.mast4j.datavec.audio.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.bytedeco.ffmpeg.global.avutil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.mast4j.testkit.Page;

/** docs/licences.md says under which licence FFmpeg comes along, and what it was built with. */
class FFmpegLicenceTest {
  private final String configuration = avutil.avutil_configuration().getString();

  @Test
  void itIsTheLesserLicence() {
    assertThat(avutil.avutil_license().getString()).isEqualTo("LGPL version 3 or later");
    assertThat(configuration).doesNotContain("--enable-gpl", "--enable-nonfree");
  }

  @Test
  @EnabledOnOs(
      value = OS.LINUX,
      architectures = "amd64",
      disabledReason = "builds differ by platform")
  void thePageNamesTheLibrariesInside() throws IOException {
    String page = Page.of("docs/licences.md").text();
    List<String> inside =
        Pattern.compile("--enable-(lib\\w+|openssl|zlib)")
            .matcher(configuration)
            .results()
            .map(option -> option.group(1))
            .toList();
    assertThat(inside)
        .hasSizeGreaterThan(10)
        .allSatisfy(library -> assertThat(page).contains("`" + library + "`"));
  }
}
