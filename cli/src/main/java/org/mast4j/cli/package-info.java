/**
 * The command line: one class a command, and what they share (options, outputs, failures). Nothing
 * depends on it.
 *
