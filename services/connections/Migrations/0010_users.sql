-- People: users of one organisation each, their roles, their sessions, and how they come in.

CREATE TABLE access_user (
    user_id              text        PRIMARY KEY,
    organization_id      text        NOT NULL REFERENCES organization,
    -- The e-mail address as it was given, and in the form in which it is looked for.
    user_name            text        NOT NULL CHECK (length(user_name) BETWEEN 3 AND 254),
    normalized_user_name text        NOT NULL CONSTRAINT access_user_once UNIQUE,
    name                 text        CHECK (length(name) BETWEEN 1 AND 200),
    password_hash        text        NOT NULL,
    security_stamp       text        NOT NULL,
    concurrency_stamp    text        NOT NULL,
    access_failed_count  integer     NOT NULL DEFAULT 0,
    lockout_enabled      boolean     NOT NULL DEFAULT true,
    lockout_end          timestamptz,
    is_disabled          boolean     NOT NULL DEFAULT false,
    created_at           timestamptz NOT NULL,
    last_login_at        timestamptz,
    UNIQUE (user_id, organization_id)
);

CREATE INDEX access_user_by_organization ON access_user (organization_id, user_id);

-- What a user is at a hotel; in the whole organisation where no hotel is named.
CREATE TABLE role_grant (
    role_grant_id   uuid        PRIMARY KEY,
    user_id         text        NOT NULL,
    organization_id text        NOT NULL,
    hotel_id        text,
    role            text        NOT NULL CHECK (role IN ('Guest', 'Staff', 'Manager', 'Admin', 'Owner')),
    granted_by      text        NOT NULL,
    granted_at      timestamptz NOT NULL,
    FOREIGN KEY (user_id, organization_id) REFERENCES access_user (user_id, organization_id) ON DELETE CASCADE,
    FOREIGN KEY (hotel_id, organization_id) REFERENCES hotel (hotel_id, organization_id) ON UPDATE CASCADE,
    -- Owners own the whole of it.
    CHECK (role <> 'Owner' OR hotel_id IS NULL),
    CONSTRAINT one_role_at_a_place UNIQUE NULLS NOT DISTINCT (user_id, hotel_id)
);

CREATE INDEX role_grant_by_hotel ON role_grant (organization_id, hotel_id);

-- One sign-in, from its first token to the last it was refreshed with.
CREATE TABLE session (
    session_id      uuid        PRIMARY KEY,
    user_id         text        NOT NULL,
    organization_id text        NOT NULL,
    address         text,
    -- Counts the refreshes. A refresh token of an older one was used by somebody else.
    generation      integer     NOT NULL DEFAULT 0,
    created_at      timestamptz NOT NULL,
    refreshed_at    timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    ended_at        timestamptz,
    FOREIGN KEY (user_id, organization_id) REFERENCES access_user (user_id, organization_id) ON DELETE CASCADE
);

CREATE INDEX session_by_user ON session (user_id) WHERE ended_at IS NULL;

CREATE TABLE invitation (
    invitation_id   uuid        PRIMARY KEY,
    organization_id text        NOT NULL REFERENCES organization,
    user_name       text        NOT NULL CHECK (length(user_name) BETWEEN 3 AND 254),
    hotel_id        text,
    role            text        NOT NULL CHECK (role IN ('Guest', 'Staff', 'Manager', 'Admin', 'Owner')),
    -- SHA-256 of the token: who reads this table cannot accept.
    token_hash      bytea       NOT NULL CONSTRAINT invitation_token_once UNIQUE CHECK (length(token_hash) = 32),
    invited_by      text        NOT NULL,
    created_at      timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    accepted_at     timestamptz,
    FOREIGN KEY (hotel_id, organization_id) REFERENCES hotel (hotel_id, organization_id) ON UPDATE CASCADE,
    CHECK (role <> 'Owner' OR hotel_id IS NULL)
);

CREATE INDEX invitation_by_organization ON invitation (organization_id, invitation_id) WHERE accepted_at IS NULL;

-- How the very first owner comes in. Good while there is no user at all.
CREATE TABLE setup_link (
    token_hash bytea       PRIMARY KEY CHECK (length(token_hash) = 32),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);
