/** Optimiser steps at the speed of memory. */
package org.mast4j.samediff.onednn.optim;
