"""Single floats with few significant bits, which an .npz packs into half the room. Every C++ reader takes them as they are."""

import numpy


def short(values, bits=9):
    """Nearest values of `bits` significant bits: off by one part in 2^bits at most."""
    part, power = numpy.frexp(numpy.asarray(values, numpy.float64))
    return numpy.ldexp(numpy.round(part * 2**bits) / 2**bits, power).astype(numpy.float32)
