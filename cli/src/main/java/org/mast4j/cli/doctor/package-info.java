/** What MAST4J finds on this machine, whether it works, and what to do where it doesn't. */
package org.mast4j.cli.doctor;
