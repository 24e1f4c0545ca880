"""All committed weights together stay under 20 MB.

  python3 tests/weights_fit.py          standard library only
"""

import pathlib

LARGEST = 20_000_000


def main():
    files = sorted((pathlib.Path(__file__).parent.parent / "models").rglob("*.npz"))
    assert files, "no weights found"
    total = sum(file.stat().st_size for file in files)
    assert total < LARGEST, f"weights are {total:,} bytes together, more than {LARGEST:,}"
    print(f"weights_fit: {len(files)} files, {total:,} bytes")


if __name__ == "__main__":
    main()
