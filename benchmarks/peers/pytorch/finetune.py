"""The MiniLM training step in PyTorch and transformers, as a PyTorch user writes it.

Set up with {"threads", "attention", "fused", "compile", "config", "weights", "batches", "learningRate",
"weightDecay", "dropout", "classes", "sgemmSize", "sgemmRepeats"}: `config` is the model's config.json as an
object, `weights` the path of its safetensors file, `batches` a list of {"ids", "mask", "labels"} that the
steps take in turn.

Cases: "step" (zero the gradients, forward, loss, backward, AdamW, read the loss) and "sgemm"
(`sgemmRepeats` products of square float32 matrices of `sgemmSize` in a row; the seconds are those of one).
"""

import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import torch
from protocol import serve
from transformers import BertConfig, BertForSequenceClassification


def encoder_weights(path):
    """The file's tensors as float32 under the names that BertForSequenceClassification gives its encoder."""
    from safetensors.torch import load_file

    return {
        (name if name.startswith("bert.") else f"bert.{name}"): value.float()
        for name, value in load_file(path).items()
        if value.is_floating_point()
    }


def make_step(options):
    config = BertConfig(
        **{
            **options["config"],
            "num_labels": options["classes"],
            "hidden_dropout_prob": options["dropout"],
            "attention_probs_dropout_prob": options["dropout"],
            "classifier_dropout": options["dropout"],
            "attn_implementation": options["attention"],
        }
    )
    torch.manual_seed(1)
    model = BertForSequenceClassification(config)
    missing, unexpected = model.load_state_dict(encoder_weights(options["weights"]), strict=False)
    wrong = [name for name in missing if not name.startswith("classifier.")] + list(unexpected)
    if wrong:
        raise ValueError(f"weights do not fit the model: {wrong[:5]}")
    model.train()
    optimizer = torch.optim.AdamW(
        model.parameters(),
        lr=options["learningRate"],
        weight_decay=options["weightDecay"],
        fused=True if options["fused"] else None,
    )
    forward = torch.compile(model) if options["compile"] else model
    batches = [{name: torch.tensor(value) for name, value in batch.items()} for batch in options["batches"]]
    turn = 0

    def step():
        nonlocal turn
        batch = batches[turn % len(batches)]
        turn += 1
        start = time.perf_counter()
        optimizer.zero_grad(set_to_none=True)
        loss = forward(input_ids=batch["ids"], attention_mask=batch["mask"], labels=batch["labels"]).loss
        loss.backward()
        optimizer.step()
        value = loss.item()
        return {"seconds": time.perf_counter() - start, "loss": value}

    return step


def make_sgemm(size, repeats):
    torch.manual_seed(1)
    first, factor = torch.rand(size, size), torch.full((size, size), 1 / size)
    results = [torch.empty(size, size), torch.empty(size, size)]

    def sgemm():
        start = time.perf_counter()
        last = first
        for count in range(repeats):
            last = torch.mm(last, factor, out=results[count % 2])
        return {"seconds": (time.perf_counter() - start) / repeats}

    return sgemm


def setup(options):
    torch.set_num_threads(options["threads"])
    facts = {"torch": torch.__version__, "threads": torch.get_num_threads()}
    return facts, {"step": make_step(options), "sgemm": make_sgemm(options["sgemmSize"], options["sgemmRepeats"])}


if __name__ == "__main__":
    serve(setup)
