/**
 * Native code fails where it is called, and says nothing of its cause: a method that isn't there, a
 * library that can't be linked. These classes look at the class path first.
 *
 * <p>May know {@code classpath.cuda}, {@code org.nd4j}.
 */
package org.mast4j.classpath;
