"""English texts of the area ``check``: one entry per sentence, named by what it says."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    # files and bytes
    "no-file": "{path}: there is no such file; write the path relative to the file that names it",
    "not-regular": "{path} is a folder, pipe or device; name a picture file",
    "unreadable": "{path} can't be read: {reason}",
    "file-too-big": "{path} is over {cap} MiB; save it smaller",
    "empty": "the file is empty; give a PNG, JPEG or WebP",
    "no-picture": "these bytes are no picture; give a PNG, JPEG or WebP",
    "unsupported": "{format} can't be read; save it as PNG or JPEG",
    "undecodable": "the picture is broken or cut off ({reason}); save it again as PNG or JPEG",
    "too-many-pixels": "{width}x{height} is more than {cap} megapixels; scale it down first",
    "no-memory": "the picture does not fit into memory; scale it down first",
    # what making plain changed
    "plain-first-frame": "only the first frame of the animation is used",
    "plain-turned": "turned upright as its EXIF says",
    "plain-metadata": "metadata removed",
    "plain-colour": "colours converted to sRGB",
    "plain-depth": "brought to 8 bits a channel",
    "plain-alpha": "transparency laid on white",
    "plain-smaller": "scaled down to 2048 pixels on its long edge",
    "plain-lighter": "compressed to 4 MB",
    "plain-format": "repacked in a format that image services take",
}
