"""The stance network: which of for, against, neither a text is to a target, from the encoder's piece rows.

Decomposable attention (A. Parikh et al., A Decomposable Attention Model for Natural Language Inference, EMNLP 2016) over
rows that already know their neighbours (the encoder's convolutions see up to nine pieces), so negation and its scope need
no recurrent layer. Per piece of the text: attend to the target, compare, and sum up by mean and maximum; the same from
the target's side, for the post that the text answers, and between the text and that post.
DEVIATION: the comparison also sees product and difference; mean and maximum instead of the sum; a per-set bias takes up
how often each set has each label, and is left out when the network is used on other material.
"""

import jax
import jax.numpy as jnp
import numpy

DEEP = 128
ROW = 192
VECTOR = 512


def first(seed, sets):
    rng = numpy.random.default_rng(seed)
    make = lambda *shape: jnp.asarray(rng.normal(0, (2.0 / shape[0]) ** 0.5, shape), jnp.float32)
    zero = lambda *shape: jnp.zeros(shape, jnp.float32)
    return dict(
        embed=make(ROW, DEEP), embed_b=zero(DEEP), attend=make(DEEP, DEEP) * 0.5,
        target=make(4 * DEEP, DEEP), target_b=zero(DEEP), answer=make(4 * DEEP, DEEP), answer_b=zero(DEEP),
        whole=make(4 * VECTOR, DEEP), whole_b=zero(DEEP),
        hidden=make(9 * DEEP, DEEP), hidden_b=zero(DEEP), out=make(DEEP, 3) * 0.3, out_b=zero(3), sets=zero(sets, 3))


def compare(p, name, left, right, left_mask, right_mask):
    scores = jnp.einsum("bid,bjd->bij", left @ p["attend"], right) / DEEP**0.5
    scores = jnp.where(right_mask[:, None, :], scores, -1e9)
    seen = jnp.einsum("bij,bjd->bid", jax.nn.softmax(scores, -1), right)
    out = jax.nn.relu(jnp.concatenate([left, seen, left * seen, jnp.abs(left - seen)], -1) @ p[name] + p[name + "_b"])
    out = out * left_mask[:, :, None]
    mean = out.sum(1) / left_mask.sum(1)[:, None]
    return jnp.concatenate([mean, out.max(1)], -1)


def logits(p, batch, key=None, drop=0.0):
    """batch: text, target, parent: (rows, mask); parent may be None; whole: (text vector, target vector)."""
    keys = jax.random.split(key, 4) if key is not None else [None] * 4

    def thin(x, k):
        return x if k is None else x * jax.random.bernoulli(k, 1 - drop, x.shape) / (1 - drop)

    embed = lambda rows: jax.nn.relu(rows.astype(jnp.float32) @ p["embed"] + p["embed_b"])
    (text, text_mask), (target, target_mask) = batch["text"], batch["target"]
    if key is not None:
        text_mask = text_mask & (jax.random.bernoulli(keys[3], 0.92, text_mask.shape) | (jnp.arange(text_mask.shape[1]) == 0))
    text, target = thin(embed(text), keys[0]), embed(target)
    parts = [compare(p, "target", text, target, text_mask, target_mask),
             compare(p, "target", target, text, target_mask, text_mask)]
    if batch["parent"] is not None:
        parent, parent_mask = embed(batch["parent"][0]), batch["parent"][1]
        parts += [compare(p, "target", parent, target, parent_mask, target_mask),
                  compare(p, "answer", text, parent, text_mask, parent_mask)]
    else:
        parts += [jnp.zeros((text.shape[0], 4 * DEEP), jnp.float32)]
    u, v = batch["whole"]
    u, v = u * 8.0, v * 8.0
    parts.append(jax.nn.relu(jnp.concatenate([u, v, u * v, jnp.abs(u - v)], -1) @ p["whole"] + p["whole_b"]))
    joined = thin(jnp.concatenate(parts, -1), keys[1])
    hidden = thin(jax.nn.relu(joined @ p["hidden"] + p["hidden_b"]), keys[2])
    return hidden @ p["out"] + p["out_b"]
