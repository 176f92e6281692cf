package org.mast4j.zoo.pretrained;

/** How published files hold a model. */
public enum PretrainedFormat {
  /** A directory of Hugging Face transformers: config.json, model.safetensors and more. */
  TRANSFORMERS,
  /** A directory of timm: config.json that names an architecture, and model.safetensors. */
  TIMM,
  /** A PyTorch checkpoint with the keys of YuanGongND/ast or YuanGongND/ssast. */
  PTH
}
