package org.mast4j.zoo.pretrained;

import java.net.http.HttpHeaders;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Content-Range of an answer (RFC 9110, 14.4).
 *
 * @param start offset of the first byte sent; empty in a refusal, or if there is no such header
 * @param total length of the whole file, if said
 */
record ContentRange(OptionalLong start, OptionalLong total) {
  private static final Pattern FORM =
      Pattern.compile("bytes (?:(\\d{1,18})-\\d{1,18}|\\*)/(\\d{1,18}|\\*)");

  static ContentRange of(HttpHeaders headers) {
    Matcher matcher = FORM.matcher(headers.firstValue("Content-Range").orElse(""));
    if (!matcher.matches()) {
      return new ContentRange(OptionalLong.empty(), OptionalLong.empty());
    }
    return new ContentRange(number(matcher.group(1)), number(matcher.group(2)));
  }

  private static OptionalLong number(String digits) {
    return digits == null || digits.equals("*")
        ? OptionalLong.empty()
        : OptionalLong.of(Long.parseLong(digits));
  }
}
