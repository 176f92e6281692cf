/**
 * Published data sets as their distributors lay them out, with their classes and split rules. Where
 * each comes from, and which rules are ours because the authors left them open, says
 * docs/datasets.md.
 */
package org.mast4j.datavec.audio.dataset.layout;
