"""Git: what a repository of packages holds, brought here, merged and pushed, without a checkout."""
