/**
 * Training: {@code pretrain} is SS-MAST (augment, encode, project, contrast, update the teacher),
 * {@code optim} the optimiser and its schedule. May depend on the zoo and datavec-audio; knows
 * nothing of hyperparameter search or of the command line.
 */
package org.mast4j.ssl;
