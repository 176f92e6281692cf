/**
 * SS-MAST: a student and its momentum teacher, the contrastive loss between them, and its entry
 * among the methods.
 */
package org.mast4j.ssl.pretrain.ssmast;
