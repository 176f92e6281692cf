/**
 * Published data sets as their distributors lay them out, with their classes and split rules. Where
 * each comes from, and which rules are ours because the authors left them open, says
 * docs/datasets.md.
 *
 * <p>May know {@code com.fasterxml}, {@code datavec.audio}, {@code datavec.audio.dataset}, {@code
 * datavec.audio.decode}, {@code datavec.audio.internal.io}, {@code org.apache}, {@code org.slf4j},
 * {@code settings}.
 */
package org.mast4j.datavec.audio.dataset.layout;
