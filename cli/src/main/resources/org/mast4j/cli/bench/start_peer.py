"""Does one work of mast4j bench start by transformers: COMMAND MODEL CLIP OUT.

Tried with torch 2.11.0 and transformers 4.57.1.
"""

import sys
import wave

import numpy
import torch
from transformers import AutoFeatureExtractor, AutoModel, AutoModelForAudioClassification

command, model_folder, clip, out = sys.argv[1:]
with wave.open(clip) as file:
    rate = file.getframerate()
    samples = numpy.frombuffer(file.readframes(file.getnframes()), dtype="<i2") / 32768
inputs = AutoFeatureExtractor.from_pretrained(model_folder)(
    samples, sampling_rate=rate, return_tensors="pt"
)
with torch.inference_mode():
    if command == "classify":
        model = AutoModelForAudioClassification.from_pretrained(model_folder).eval()
        result = model(**inputs).logits
        for probability, i in zip(*result.softmax(-1)[0].topk(3)):
            print(f"{100 * probability:5.1f} %  {model.config.id2label[i.item()]}")
    else:
        model = AutoModel.from_pretrained(model_folder).eval()
        result = model(**inputs).pooler_output
numpy.save(out, result.numpy())
