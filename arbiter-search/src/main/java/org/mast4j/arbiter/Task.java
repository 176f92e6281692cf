package org.mast4j.arbiter;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What candidates do, by the command that does it alone. */
enum Task {
  @JsonProperty("pretrain")
  PRETRAIN,
  @JsonProperty("finetune")
  FINETUNE
}
