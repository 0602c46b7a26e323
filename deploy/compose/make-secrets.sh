#!/bin/sh
# Makes every secret that only this installation knows, once: what is there stays. Run it in the repository's root.
set -eu
umask 077
folder=deploy/compose/secrets
mkdir -p "$folder"
make() { [ -s "$folder/$1" ] || printf '%s' "$2" > "$folder/$1"; }
random() { openssl rand -hex 24; }
for role in postgres owner web vault jobs; do make "${role}_password" "$(random)"; done
url() { printf 'postgresql://connect_%s:%s@127.0.0.1:5432/connect_wise' "$1" "$(cat "$folder/$1_password")"; }
make migration_database_url "$(url owner)"
make web_database_url "$(url web)"
make vault_database_url "$(url vault)"
make jobs_database_url "$(url jobs)"
make vault_keys "k1:$(openssl rand -base64 32)"
make vault_internal_key "$(openssl rand -base64 32)"
make nextauth_secret "$(openssl rand -base64 32)"
# containers run as other accounts than this one
chmod 755 "$folder" && chmod 644 "$folder"/*
echo "Yours to fill: $folder/smtp_url and $folder/wise_sandbox_client_secret. Keep a sealed copy of $folder/vault_keys elsewhere."
