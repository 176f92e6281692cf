package org.mast4j.zoo.dl4j;

/**
 * DL4J's names of our parameters: '_' parts a layer's name from its parameter's there, and in a
 * parameter's name makes {@code fit} fail, so that ours become '-', of which we have none.
 */
final class ParameterNames {
  private ParameterNames() {}

  /** "patch_embed/proj/weight" to "patch-embed/proj/weight". */
  static String toDl4j(String graphName) {
    return graphName.replace('_', '-');
  }

  /** The checkpoint key of a DL4J name: "patch-embed/proj/weight" to "patch_embed.proj.weight". */
  static String toKey(String dl4jName) {
    return dl4jName.replace('-', '_').replace('/', '.');
  }
}
