"""Weights that a hub has only as a pickle, rewritten as safetensors.

Run as `python -m models.unpickle FOLDER`, in a process of its own. The unpickler is PyTorch's
restricted one, which makes tensors and plain containers and refuses everything else, so that no
code of the file is run.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from models.errors import EngineError, ModelFileError

PICKLE = "pytorch_model.bin"
WEIGHTS = "model.safetensors"


def rewrite(folder: Path) -> None:
    """Replace the pickle in the folder; `ModelFileError` when it holds more than weights."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "models.unpickle", str(folder)],
        capture_output=True,
        text=True,
        env=dict(os.environ) | {"PYTHONWARNINGS": "ignore"},
        check=False,
    )
    if done.returncode == 0:
        (folder / PICKLE).unlink()
        return
    lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
    said = lines[-1][:200] if lines else f"exit code {done.returncode}"
    if said.startswith("ModuleNotFoundError"):
        raise EngineError(
            f"{PICKLE} has to be rewritten as safetensors, which needs torch; "
            f"install it with pip install 'translation-workbench[torch]'"
        )
    raise ModelFileError(
        f"{PICKLE}: is not plain weights ({said}); nothing was installed, "
        f"look for the model as safetensors"
    )


def main(folder: Path) -> None:
    """Read the pickle without running anything in it, and write its tensors."""
    import torch
    from safetensors.torch import save_file

    state = torch.load(folder / PICKLE, map_location="cpu", weights_only=True)
    # Cloned, because tied weights share memory, which safetensors does not allow
    tensors = {name: tensor.clone().contiguous() for name, tensor in state.items()}
    save_file(tensors, folder / WEIGHTS, metadata={"format": "pt"})


if __name__ == "__main__":
    main(Path(sys.argv[1]))
