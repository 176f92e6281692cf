/**
 * What a person runs: {@code cli} is the command line, {@code quickstart} the main job on a data
 * set rendered on the spot, {@code report} its pictures. May depend on every other module.
 */
package org.mast4j.examples;
