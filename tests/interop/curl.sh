#!/bin/sh
# The requests of MongoDB's documentation, in its form: an API key with --digest or an access token, a
# versioned Accept, and Content-Type: application/json. Prints a line for each that was not answered with
# the expected status, and how many were.
#
#   cargo run --package atlas-emulator -- -- tests/interop/curl.sh
set -u
PUBLIC_KEY=$MONGODB_ATLAS_PUBLIC_API_KEY PRIVATE_KEY=$MONGODB_ATLAS_PRIVATE_API_KEY
groups=$MONGODB_ATLAS_BASE_URL/api/atlas/v2/groups
group=$groups/$MONGODB_ATLAS_PROJECT_ID
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
good=0 bad=0

# Sends one request, and compares the status of its response.
expect() {
    expected=$1
    shift
    status=$(curl --silent --noproxy '*' --output "$folder/body" --write-out '%{http_code}' "$@")
    if [ "$status" = "$expected" ]; then
        good=$((good + 1))
    else
        bad=$((bad + 1))
        printf '%s instead of %s: curl %s\n%s\n' "$status" "$expected" "$*" "$(cat "$folder/body")"
    fi
}

digest() {
    expected=$1
    shift
    expect "$expected" --user "${PUBLIC_KEY}:${PRIVATE_KEY}" \
        --digest \
        --header "Accept: application/vnd.atlas.2025-03-12+json" \
        "$@"
}

write() {
    expected=$1
    shift
    digest "$expected" --header "Content-Type: application/json" "$@"
}

digest 200 -X GET "$groups?pretty=true"
digest 200 -X GET "$group"
digest 200 -X GET "$group/integrations?includeCount=true&pageNum=1&itemsPerPage=100"
digest 200 -X GET "$group/integrations/DATADOG"
digest 204 -X DELETE "$group/integrations/DATADOG"
write 200 -X POST "$group/integrations/DATADOG" \
    -d '{ "type": "DATADOG", "apiKey": "0123456789abcdef0123456789abcdef", "region": "US" }'
write 409 -X POST "$group/integrations/DATADOG" \
    -d '{ "type": "DATADOG", "apiKey": "0123456789abcdef0123456789abcdef", "region": "US" }'
write 200 -X PUT "$group/integrations/PAGER_DUTY" \
    -d '{ "type": "PAGER_DUTY", "serviceKey": "0123456789abcdef0123456789abcdef" }'
write 400 -X PUT "$group/integrations/PAGER_DUTY" -d '{ "type": "PAGER_DUTY" }'
write 201 -X POST "$group/logIntegrations" -d '{ "type": "DATADOG_LOG_EXPORT", "region": "EU",
    "apiKey": "0123456789abcdef0123456789abcdef", "logTypes": ["MONGOD"] }'
digest 405 -X PATCH "$group/integrations/DATADOG"
expect 401 --user "${PUBLIC_KEY}:wrong" --digest -X GET "$groups"
expect 406 --user "${PUBLIC_KEY}:${PRIVATE_KEY}" --digest -X GET "$groups"

expect 200 --user "$MONGODB_ATLAS_CLIENT_ID:$MONGODB_ATLAS_CLIENT_SECRET" \
    --header "Content-Type: application/x-www-form-urlencoded" \
    --header "Accept: application/json" \
    -X POST "$MONGODB_ATLAS_BASE_URL/api/oauth/token" \
    --data "grant_type=client_credentials"
ACCESS_TOKEN=$(sed -n 's/.*"access_token":"\([^"]*\)".*/\1/p' "$folder/body")
expect 200 --header "Authorization: Bearer ${ACCESS_TOKEN}" \
    --header "Accept: application/vnd.atlas.2025-03-12+json" \
    -X GET "$groups"

echo "$good of $((good + bad)) requests were answered as documented"
[ "$bad" = 0 ]
