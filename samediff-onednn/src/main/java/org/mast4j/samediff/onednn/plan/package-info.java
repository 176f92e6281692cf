/**
 * Third pass: each value gets a place, each node becomes steps; then lifetimes, the arena, and the
 * calls.
 */
package org.mast4j.samediff.onednn.plan;
