/** The page and the picture that a quickstart run leaves behind. */
package org.mast4j.cli.report;
