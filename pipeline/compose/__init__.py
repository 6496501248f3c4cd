"""From a panel to a request, pure: sizes, references, prompts, digests, prices."""
