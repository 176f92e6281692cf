package org.mast4j.classpath.cuda;

/**
 * Why something can't run.
 *
 * @param what is in the way
 * @param remedy what to do about it
 */
record Obstacle(String what, String remedy) {}
