//! What the program prints when it has started.

use atlas_emulator::{Emulator, GROUP_ID, INTEGRATION_TYPES};

use crate::environment;

/// The environment, and commands that work as they are in a POSIX shell.
pub(crate) fn text(emulator: &Emulator) -> String {
    let base_url = emulator.base_url();
    let token = emulator.access_token();
    let variables = environment::variables(&base_url);
    let exports: String = variables
        .iter()
        .map(|(name, value)| format!("  export {name}={value}\n"))
        .collect();
    format!(
        "\
The emulator is listening on {base_url}. Press Ctrl+C to stop it.

{exports}  export ACCESS_TOKEN={token}

The project {GROUP_ID} has an integration of every type except HIP_CHAT.
Get one with the access token:

  curl --header \"Authorization: Bearer ${{ACCESS_TOKEN}}\" \\
    --header \"Accept: application/vnd.atlas.2025-03-12+json\" \\
    -X GET \"{base_url}/api/atlas/v2/groups/{GROUP_ID}/integrations/DATADOG?pretty=true\"

with the API key:

  curl --user \"${{MONGODB_ATLAS_PUBLIC_API_KEY}}:${{MONGODB_ATLAS_PRIVATE_API_KEY}}\" \\
    --digest \\
    --header \"Accept: application/vnd.atlas.2025-03-12+json\" \\
    -X GET \"{base_url}/api/atlas/v2/groups/{GROUP_ID}/integrations/DATADOG?pretty=true\"

or request a new access token as the service account:

  curl --user \"${{MONGODB_ATLAS_CLIENT_ID}}:${{MONGODB_ATLAS_CLIENT_SECRET}}\" \\
    --data grant_type=client_credentials \\
    -X POST \"{base_url}/api/oauth/token\"

Replace an integration:

  curl --user \"${{MONGODB_ATLAS_PUBLIC_API_KEY}}:${{MONGODB_ATLAS_PRIVATE_API_KEY}}\" \\
    --digest \\
    --header \"Accept: application/vnd.atlas.2025-03-12+json\" \\
    --header \"Content-Type: application/json\" \\
    -X PUT \"{base_url}/api/atlas/v2/groups/{GROUP_ID}/integrations/PAGER_DUTY?pretty=true\" \\
    --data '{{ \"type\": \"PAGER_DUTY\", \"serviceKey\": \"0123456789abcdef0123456789abcdef\" }}'

Log and metric integrations have paths of their own:

  curl --header \"Authorization: Bearer ${{ACCESS_TOKEN}}\" \\
    --header \"Accept: application/vnd.atlas.2025-03-12+json\" \\
    -X GET \"{base_url}/api/atlas/v2/groups/{GROUP_ID}/logIntegrations?pretty=true\"

Integration types: {}.
",
        INTEGRATION_TYPES.join(", ")
    )
}
