/** Optimiser steps at the speed of memory: many small arrays, one pass, all cores. */
package org.mast4j.samediff.sweep;
