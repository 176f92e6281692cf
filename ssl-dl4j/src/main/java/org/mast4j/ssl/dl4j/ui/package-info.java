/** DL4J's training UI on trainings of ours. */
package org.mast4j.ssl.dl4j.ui;
