/**
 * The page to play with a model, and the REST end below it: {@code docs/studio.md}. The page itself
 * is plain HTML, CSS and JavaScript among the resources.
 *
 * <p>May know {@code com.fasterxml}, {@code datavec.audio}, {@code datavec.audio.dataset}, {@code
 * datavec.audio.decode}, {@code datavec.audio.frontend}, {@code datavec.audio.patch}, {@code
 * datavec.audio.resample}, {@code jdk.httpserver}, {@code org.slf4j}, {@code settings}, {@code
 * ssl.evaluate}, {@code zoo}, {@code zoo.inference}.
 */
package org.mast4j.cli.studio;
