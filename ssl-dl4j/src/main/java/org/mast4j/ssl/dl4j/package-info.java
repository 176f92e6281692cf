/**
 * Training in DL4J's words: {@link org.mast4j.ssl.dl4j.SelfSupervisedTrainer} takes its iterators,
 * {@link org.mast4j.ssl.dl4j.TrainingListeners} tells its listeners of trainings of ours, {@link
 * org.mast4j.ssl.dl4j.ClassifierEvaluation} and {@link org.mast4j.ssl.dl4j.SameDiffModels} give
 * what it goes on with. Networks are {@code zoo-dl4j}'s.
 *
 * <p>May know {@code datavec.audio.augment}, {@code datavec.audio.frontend}, {@code
 * datavec.audio.patch}, {@code org.deeplearning4j}, {@code org.nd4j}, {@code org.slf4j}, {@code
 * settings}, {@code ssl.finetune}, {@code ssl.pretrain}, {@code zoo}, {@code zoo.dl4j}, {@code
 * zoo.inference}, {@code zoo.weights}.
 */
package org.mast4j.ssl.dl4j;
