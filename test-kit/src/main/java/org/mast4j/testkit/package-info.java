/**
 * What tests need whatever they test: child processes, resident memory, finite differences, stored
 * tensors, the pages of the documentation. It knows JUnit, AssertJ and ND4J, and nothing of ours.
 */
package org.mast4j.testkit;
