/**
 * The command line: one class a command, and what they share (options, outputs, failures). May
 * depend on every other module; nothing depends on it.
 */
package org.mast4j.cli;
