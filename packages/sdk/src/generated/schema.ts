// Written by `npm run openapi` from docs/partner-api.openapi.json. Do not edit.
export interface paths {
    "/v1/connections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Which connections there are, by pages
         * @description Wants the scope `connections:read`.
         */
        get: operations["listConnections"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connections/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One connection
         * @description Wants the scope `connections:read`.
         */
        get: operations["getConnection"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connections/{id}/access-token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An access token of Wise that is live now
         * @description Wants the scope `tokens:read`. For a personal token it wants `personal-token:use` too.
         */
        get: operations["getAccessToken"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connections/{id}/access-token/rejections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Wise did not take a token: find out at once whether the connection lives
         * @description Wants the scope `tokens:read`. For a personal token it wants `personal-token:use` too.
         */
        post: operations["rejectAccessToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/application-token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A token of your own client at Wise
         * @description Wants the scope `application-token:read`.
         */
        get: operations["getApplicationToken"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{id}/wise-user": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How the making of a Wise user stands
         * @description Wants the scope `connections:read`.
         */
        get: operations["getWiseUser"];
        put?: never;
        /**
         * Make a Wise user for a customer, and connect them; asking again goes on where it stands
         * @description Wants the scope `connections:write`.
         */
        post: operations["createWiseUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{id}/wise-user/profile": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make the personal profile of a Wise user that you made, and connect the customer by it
         * @description Wants the scope `connections:write`.
         */
        post: operations["createWiseProfile"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{id}/wise-user/claim-link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A link by which the customer takes their Wise account over
         * @description Wants the scope `connections:write`.
         */
        post: operations["createClaimLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deadlines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What runs out when: certificates, keys, secrets, and the dates that Wise has named
         * @description Wants the scope `connections:read`.
         */
        get: operations["listDeadlines"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened to connections, in order
         * @description Wants the scope `events:read`.
         */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wise-events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What Wise has told by webhooks
         * @description Wants the scope `events:read`.
         */
        get: operations["listWiseEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/event-endpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where events are sent to
         * @description Wants the scope `events:read`.
         */
        get: operations["listEventEndpoints"];
        put?: never;
        /**
         * Have events sent to an address
         * @description Wants the scope `events:write`.
         */
        post: operations["createEventEndpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/event-endpoints/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Send nothing there any more; what waits is dropped with its log
         * @description Wants the scope `events:write`.
         */
        delete: operations["removeEventEndpoint"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/event-endpoints/{id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send there again: what waits goes on
         * @description Wants the scope `events:write`.
         */
        post: operations["enableEventEndpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/event-endpoints/{id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send nothing there for now
         * @description Wants the scope `events:write`.
         */
        post: operations["disableEventEndpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/event-endpoints/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send an event of type test there
         * @description Wants the scope `events:write`.
         */
        post: operations["testEventEndpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/event-endpoints/{id}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Another secret; the old one signs too for a while
         * @description Wants the scope `events:write`.
         */
        post: operations["rotateEventSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/event-endpoints/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a range of events again
         * @description Wants the scope `events:write`.
         */
        post: operations["replayEvents"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/event-endpoints/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What came of each event that was sent there
         * @description Wants the scope `events:read`.
         */
        get: operations["listDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sca-challenges/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How an approval at Wise stands
         * @description Wants the scope `wise:call`.
         */
        get: operations["getScaChallenge"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sca-challenges/{id}/phone-code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Wise sends the customer a code, for partners that Wise lets do so
         * @description Wants the scope `factors:write`.
         */
        post: operations["sendPhoneCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sca-challenges/{id}/factors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A factor that the customer gave in your own app
         * @description Wants the scope `factors:write`.
         */
        post: operations["passFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connections/{id}/sca-session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin an SCA session by hand: calls that are not risky need no approval for some minutes once it is approved
         * @description Wants the scope `factors:write`.
         */
        post: operations["createScaSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connections/{id}/sca-factors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set up a PIN or a device fingerprint of the customer
         * @description Wants the scope `factors:write`.
         */
        post: operations["enrolFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connect-sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let a customer who is signed in with you connect Wise
         * @description Wants the scope `sessions:write`.
         */
        post: operations["createConnectSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connect-sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How a connect session stands
         * @description Wants the scope `sessions:write`.
         */
        get: operations["getConnectSession"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connect-sessions/{id}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm that the customer of the session is the one who came back from Wise
         * @description Wants the scope `sessions:write`.
         */
        post: operations["completeConnectSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/portal-sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let a customer who is signed in with you see their connections here
         * @description Wants the scope `sessions:write`.
         */
        post: operations["createPortalSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/portal-sessions/{id}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm that the customer of the portal session is in that browser
         * @description Wants the scope `sessions:write`.
         */
        post: operations["completePortalSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/portal-sessions/{id}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a portal session: the customer signed out with you
         * @description Wants the scope `sessions:write`.
         */
        post: operations["endPortalSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        ConnectionList: {
            /** @description Newest first. */
            data: {
                /**
                 * @description personal_token: the partner’s own account, by an API token of its own; there is no customer.
                 * @enum {string}
                 */
                kind: "oauth" | "personal_token";
                /**
                 * Format: uuid
                 * @description Stays the same when the customer connects the same profile again.
                 */
                id: string;
                /** @enum {string} */
                status: "active" | "needs_reconnect" | "disconnected";
                /** @description Why it is not active. */
                reason: ("lost_at_wise" | "replaced" | "user_deactivated" | "customer" | "staff" | "incident" | "erasure") | null;
                /** @description True: no token is issued, whatever the status. */
                frozen: boolean;
                /** @enum {string} */
                environment: "sandbox" | "production";
                /** @description Wise’s id of the profile: a string, because a double would round 64 bits. */
                profile_id: string;
                /** @enum {string} */
                profile_type: "personal" | "business";
                profile_name: string;
                /** @description Whether the profile is the customer’s own, by what you or your sign-in said of them (setting MATCH_POLICY). Null: not compared. */
                match: {
                    /**
                     * @description unknown: there was nothing that both sides have.
                     * @enum {string}
                     */
                    verdict: "match" | "mismatch" | "unknown";
                    /** @description By what: those that differ, or, of a match, those that are alike. Never their values. */
                    facts: ("date_of_birth" | "name" | "business_name")[];
                } | null;
                customer: {
                    /** Format: uuid */
                    id: string;
                    issuer: string | null;
                    /** @description Of the customer’s own sign-in with the partner. */
                    subject: string | null;
                } | null;
                /**
                 * Format: date-time
                 * @description The first consent.
                 */
                created_at: string;
                /**
                 * Format: date-time
                 * @description The latest consent.
                 */
                connected_at: string;
                last_checked_at: string | null;
                disconnected_at: string | null;
                /** @description Whether money can move, as far as Wise has said: another fact than `status`. */
                money_movement: {
                    /**
                     * @description Wise tells of restrictions only, so no state says that a payment will go through.
                     * @enum {string}
                     */
                    state: "no_restriction_known" | "limited" | "blocked";
                    reasons: {
                        /** @enum {string} */
                        code: "user_deactivated" | "user_withdraw_only" | "user_view_only" | "user_state_unknown" | "profile_deactivated" | "profile_withdraw_only" | "profile_view_only" | "profile_state_unknown" | "profile_not_verified" | "evidence_required" | "review_waits_for_customer" | "review_requirements_due";
                        /** Format: date-time */
                        since: string;
                        /** @description By when Wise wants what it asks for. */
                        due_at: string | null;
                        /** @description Wise’s KYC review, where the reason is one: for its hosted page. */
                        review_id: string | null;
                    }[];
                };
            }[];
            /** @description Null: this was the last page. */
            next_cursor: string | null;
        };
        Connection: {
            /**
             * @description personal_token: the partner’s own account, by an API token of its own; there is no customer.
             * @enum {string}
             */
            kind: "oauth" | "personal_token";
            /**
             * Format: uuid
             * @description Stays the same when the customer connects the same profile again.
             */
            id: string;
            /** @enum {string} */
            status: "active" | "needs_reconnect" | "disconnected";
            /** @description Why it is not active. */
            reason: ("lost_at_wise" | "replaced" | "user_deactivated" | "customer" | "staff" | "incident" | "erasure") | null;
            /** @description True: no token is issued, whatever the status. */
            frozen: boolean;
            /** @enum {string} */
            environment: "sandbox" | "production";
            /** @description Wise’s id of the profile: a string, because a double would round 64 bits. */
            profile_id: string;
            /** @enum {string} */
            profile_type: "personal" | "business";
            profile_name: string;
            /** @description Whether the profile is the customer’s own, by what you or your sign-in said of them (setting MATCH_POLICY). Null: not compared. */
            match: {
                /**
                 * @description unknown: there was nothing that both sides have.
                 * @enum {string}
                 */
                verdict: "match" | "mismatch" | "unknown";
                /** @description By what: those that differ, or, of a match, those that are alike. Never their values. */
                facts: ("date_of_birth" | "name" | "business_name")[];
            } | null;
            customer: {
                /** Format: uuid */
                id: string;
                issuer: string | null;
                /** @description Of the customer’s own sign-in with the partner. */
                subject: string | null;
            } | null;
            /**
             * Format: date-time
             * @description The first consent.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description The latest consent.
             */
            connected_at: string;
            last_checked_at: string | null;
            disconnected_at: string | null;
            /** @description Whether money can move, as far as Wise has said: another fact than `status`. */
            money_movement: {
                /**
                 * @description Wise tells of restrictions only, so no state says that a payment will go through.
                 * @enum {string}
                 */
                state: "no_restriction_known" | "limited" | "blocked";
                reasons: {
                    /** @enum {string} */
                    code: "user_deactivated" | "user_withdraw_only" | "user_view_only" | "user_state_unknown" | "profile_deactivated" | "profile_withdraw_only" | "profile_view_only" | "profile_state_unknown" | "profile_not_verified" | "evidence_required" | "review_waits_for_customer" | "review_requirements_due";
                    /** Format: date-time */
                    since: string;
                    /** @description By when Wise wants what it asks for. */
                    due_at: string | null;
                    /** @description Wise’s KYC review, where the reason is one: for its hosted page. */
                    review_id: string | null;
                }[];
            };
        };
        AccessToken: {
            /** @description Live at Wise when it is issued. Ask again for each use; do not keep it. */
            access_token: string;
            /** @constant */
            token_type: "Bearer";
            /** @description Null: a personal token, which does not expire by itself. */
            expires_at: string | null;
            /** @description Grows whenever the token is another one. Not an id: it starts at the seconds since 1970 and grows by one a refresh, so that a double holds it for ever. */
            version: number;
            /** @description Wise’s id of the profile: a string, because a double would round 64 bits. */
            profile_id: string;
            /** @enum {string} */
            environment: "sandbox" | "production";
        };
        Rejection: {
            /** @description Of the token that is live now: another one than was rejected. */
            version: number;
        };
        ApplicationToken: {
            /** @description Of your client at Wise, for calls that are no customer’s. Opaque, up to 16 KB. */
            access_token: string;
            /** @constant */
            token_type: "Bearer";
            /**
             * Format: date-time
             * @description More than half of its life is left when it is issued, while Wise answers.
             */
            expires_at: string;
            /** @enum {string} */
            environment: "sandbox" | "production";
        };
        WiseUser: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            customer_id: string;
            /** @enum {string} */
            environment: "sandbox" | "production";
            /**
             * @description pending: Wise has not said yes; ask again. created: there is no connection yet, mostly because there is no profile. claimed, existing: the account is the customer’s own, who connects it at APP_URL.
             * @enum {string}
             */
            state: "pending" | "created" | "connected" | "claimed" | "existing" | "refused" | "closed";
            /** @description Why there is no connection yet, such as no_profile. */
            reason: string | null;
            connection_id: string | null;
            /** Format: date-time */
            created_at: string;
        };
        ClaimLink: {
            /**
             * Format: uri
             * @description A page of ours, for the signed-in customer. It does not expire: the code of Wise is made when they click.
             */
            url: string;
        };
        DeadlineList: {
            /** @description What ends first before the rest, what has no date last. */
            data: {
                /**
                 * @description client_secret: our advice, Wise ends none. api_key: the one that asks. The last four are Wise’s: the CalVer version that is set, the next one, the end of UUID tokens of client credentials, and the approval of statements.
                 * @enum {string}
                 */
                kind: "client_certificate" | "client_secret" | "jose_key" | "listener_certificate" | "api_key" | "api_version" | "next_api_version" | "uuid_tokens" | "statement_approval";
                /** @description Which one: a setting, the id of a key, a version. */
                name: string;
                /** @description Null: of both. */
                environment: ("sandbox" | "production") | null;
                at: string | null;
                /** @description Why there is no date. */
                why: string | null;
                /** @description Whole days; 0 when it is over too. */
                days_left: number | null;
                /**
                 * @description urgent: 14 days or less; soon: 60 or less. unknown: there is no date.
                 * @enum {string}
                 */
                state: "over" | "urgent" | "soon" | "later" | "unknown";
                /** @description One sentence, for whoever runs Connect Wise. */
                to_do: string;
            }[];
        };
        EventList: {
            /** @description In order: whoever has seen one has seen all before it. */
            data: ({
                /**
                 * Format: uuid
                 * @description The same whenever and however it arrives: what you have seen, ignore.
                 */
                id: string;
                /** @description Grows; `after` of the next question. Of one connection, what happened later has a higher one. */
                position: string;
                /**
                 * Format: date-time
                 * @description When it happened.
                 */
                created_at: string;
                /** @constant */
                type: "connection.connected";
                data: {
                    /** Format: uuid */
                    connection_id: string;
                    /** @enum {string} */
                    environment: "sandbox" | "production";
                    /** @description Wise’s id of the profile: a string, because a double would round 64 bits. */
                    profile_id: string;
                    /** @enum {string} */
                    profile_type: "personal" | "business";
                    /** @description As it is when the event is read or sent: after an erasure it names nobody. */
                    customer: {
                        /** Format: uuid */
                        id: string;
                        issuer: string | null;
                        /** @description Of the customer’s own sign-in with the partner. */
                        subject: string | null;
                    };
                };
            } | {
                /**
                 * Format: uuid
                 * @description The same whenever and however it arrives: what you have seen, ignore.
                 */
                id: string;
                /** @description Grows; `after` of the next question. Of one connection, what happened later has a higher one. */
                position: string;
                /**
                 * Format: date-time
                 * @description When it happened.
                 */
                created_at: string;
                /** @constant */
                type: "connection.reconnected";
                data: {
                    /** Format: uuid */
                    connection_id: string;
                    /** @enum {string} */
                    environment: "sandbox" | "production";
                    /** @description Wise’s id of the profile: a string, because a double would round 64 bits. */
                    profile_id: string;
                    /** @enum {string} */
                    profile_type: "personal" | "business";
                    /** @description As it is when the event is read or sent: after an erasure it names nobody. */
                    customer: {
                        /** Format: uuid */
                        id: string;
                        issuer: string | null;
                        /** @description Of the customer’s own sign-in with the partner. */
                        subject: string | null;
                    };
                };
            } | {
                /**
                 * Format: uuid
                 * @description The same whenever and however it arrives: what you have seen, ignore.
                 */
                id: string;
                /** @description Grows; `after` of the next question. Of one connection, what happened later has a higher one. */
                position: string;
                /**
                 * Format: date-time
                 * @description When it happened.
                 */
                created_at: string;
                /** @constant */
                type: "connection.needs_reconnect";
                data: {
                    /** Format: uuid */
                    connection_id: string;
                    /** @enum {string} */
                    environment: "sandbox" | "production";
                    /** @description Wise’s id of the profile: a string, because a double would round 64 bits. */
                    profile_id: string;
                    /** @enum {string} */
                    profile_type: "personal" | "business";
                    /** @description As it is when the event is read or sent: after an erasure it names nobody. */
                    customer: {
                        /** Format: uuid */
                        id: string;
                        issuer: string | null;
                        /** @description Of the customer’s own sign-in with the partner. */
                        subject: string | null;
                    };
                    /** @description Why: no more than Wise says. */
                    reason: ("lost_at_wise" | "replaced" | "user_deactivated") | null;
                };
            } | {
                /**
                 * Format: uuid
                 * @description The same whenever and however it arrives: what you have seen, ignore.
                 */
                id: string;
                /** @description Grows; `after` of the next question. Of one connection, what happened later has a higher one. */
                position: string;
                /**
                 * Format: date-time
                 * @description When it happened.
                 */
                created_at: string;
                /** @constant */
                type: "connection.disconnected";
                data: {
                    /** Format: uuid */
                    connection_id: string;
                    /** @enum {string} */
                    environment: "sandbox" | "production";
                    /** @description Wise’s id of the profile: a string, because a double would round 64 bits. */
                    profile_id: string;
                    /** @enum {string} */
                    profile_type: "personal" | "business";
                    /** @description As it is when the event is read or sent: after an erasure it names nobody. */
                    customer: {
                        /** Format: uuid */
                        id: string;
                        issuer: string | null;
                        /** @description Of the customer’s own sign-in with the partner. */
                        subject: string | null;
                    };
                    /** @description On whose behalf; `customer` also where your staff recorded that they withdrew. */
                    reason: ("customer" | "staff" | "incident" | "erasure") | null;
                };
            } | {
                /**
                 * Format: uuid
                 * @description The same whenever and however it arrives: what you have seen, ignore.
                 */
                id: string;
                /** @description Grows; `after` of the next question. Of one connection, what happened later has a higher one. */
                position: string;
                /**
                 * Format: date-time
                 * @description When it happened.
                 */
                created_at: string;
                /** @constant */
                type: "connection.frozen";
                data: {
                    /** Format: uuid */
                    connection_id: string;
                    /** @enum {string} */
                    environment: "sandbox" | "production";
                    /** @description Wise’s id of the profile: a string, because a double would round 64 bits. */
                    profile_id: string;
                    /** @enum {string} */
                    profile_type: "personal" | "business";
                    /** @description As it is when the event is read or sent: after an erasure it names nobody. */
                    customer: {
                        /** Format: uuid */
                        id: string;
                        issuer: string | null;
                        /** @description Of the customer’s own sign-in with the partner. */
                        subject: string | null;
                    };
                };
            } | {
                /**
                 * Format: uuid
                 * @description The same whenever and however it arrives: what you have seen, ignore.
                 */
                id: string;
                /** @description Grows; `after` of the next question. Of one connection, what happened later has a higher one. */
                position: string;
                /**
                 * Format: date-time
                 * @description When it happened.
                 */
                created_at: string;
                /** @constant */
                type: "connection.released";
                data: {
                    /** Format: uuid */
                    connection_id: string;
                    /** @enum {string} */
                    environment: "sandbox" | "production";
                    /** @description Wise’s id of the profile: a string, because a double would round 64 bits. */
                    profile_id: string;
                    /** @enum {string} */
                    profile_type: "personal" | "business";
                    /** @description As it is when the event is read or sent: after an erasure it names nobody. */
                    customer: {
                        /** Format: uuid */
                        id: string;
                        issuer: string | null;
                        /** @description Of the customer’s own sign-in with the partner. */
                        subject: string | null;
                    };
                };
            } | {
                /**
                 * Format: uuid
                 * @description The same whenever and however it arrives: what you have seen, ignore.
                 */
                id: string;
                /** @description Grows; `after` of the next question. Of one connection, what happened later has a higher one. */
                position: string;
                /**
                 * Format: date-time
                 * @description When it happened.
                 */
                created_at: string;
                /** @constant */
                type: "connection.expiring";
                data: {
                    /** Format: uuid */
                    connection_id: string;
                    /** @enum {string} */
                    environment: "sandbox" | "production";
                    /** @description Wise’s id of the profile: a string, because a double would round 64 bits. */
                    profile_id: string;
                    /** @enum {string} */
                    profile_type: "personal" | "business";
                    /** @description As it is when the event is read or sent: after an erasure it names nobody. */
                    customer: {
                        /** Format: uuid */
                        id: string;
                        issuer: string | null;
                        /** @description Of the customer’s own sign-in with the partner. */
                        subject: string | null;
                    };
                    /**
                     * Format: date-time
                     * @description From then on the customer has to connect again.
                     */
                    expires_at: string;
                };
            } | {
                /**
                 * Format: uuid
                 * @description The same whenever and however it arrives: what you have seen, ignore.
                 */
                id: string;
                /** @description Grows; `after` of the next question. Of one connection, what happened later has a higher one. */
                position: string;
                /**
                 * Format: date-time
                 * @description When it happened.
                 */
                created_at: string;
                /** @constant */
                type: "profile.changed";
                data: {
                    /** Format: uuid */
                    connection_id: string;
                    /** @enum {string} */
                    environment: "sandbox" | "production";
                    /** @description Wise’s id of the profile: a string, because a double would round 64 bits. */
                    profile_id: string;
                    /** @enum {string} */
                    profile_type: "personal" | "business";
                    /** @description As it is when the event is read or sent: after an erasure it names nobody. */
                    customer: {
                        /** Format: uuid */
                        id: string;
                        issuer: string | null;
                        /** @description Of the customer’s own sign-in with the partner. */
                        subject: string | null;
                    };
                    money_movement: {
                        /** @enum {string} */
                        state: "no_restriction_known" | "limited" | "blocked";
                        reasons: {
                            /** @enum {string} */
                            code: "user_deactivated" | "user_withdraw_only" | "user_view_only" | "user_state_unknown" | "profile_deactivated" | "profile_withdraw_only" | "profile_view_only" | "profile_state_unknown" | "profile_not_verified" | "evidence_required" | "review_waits_for_customer" | "review_requirements_due";
                        }[];
                    };
                };
            } | {
                /**
                 * Format: uuid
                 * @description The same whenever and however it arrives: what you have seen, ignore.
                 */
                id: string;
                /** @description Grows; `after` of the next question. Of one connection, what happened later has a higher one. */
                position: string;
                /**
                 * Format: date-time
                 * @description When it happened.
                 */
                created_at: string;
                /** @constant */
                type: "sca.required";
                data: {
                    /** Format: uuid */
                    connection_id: string;
                    /** @enum {string} */
                    environment: "sandbox" | "production";
                    /** @description Wise’s id of the profile: a string, because a double would round 64 bits. */
                    profile_id: string;
                    /** @enum {string} */
                    profile_type: "personal" | "business";
                    /** @description As it is when the event is read or sent: after an erasure it names nobody. */
                    customer: {
                        /** Format: uuid */
                        id: string;
                        issuer: string | null;
                        /** @description Of the customer’s own sign-in with the partner. */
                        subject: string | null;
                    };
                    /** Format: uuid */
                    challenge_id: string;
                    operation: string;
                    /** Format: date-time */
                    expires_at: string;
                };
            } | {
                /**
                 * Format: uuid
                 * @description The same whenever and however it arrives: what you have seen, ignore.
                 */
                id: string;
                /** @description Grows; `after` of the next question. Of one connection, what happened later has a higher one. */
                position: string;
                /**
                 * Format: date-time
                 * @description When it happened.
                 */
                created_at: string;
                /** @constant */
                type: "sca.done";
                data: {
                    /** Format: uuid */
                    connection_id: string;
                    /** @enum {string} */
                    environment: "sandbox" | "production";
                    /** @description Wise’s id of the profile: a string, because a double would round 64 bits. */
                    profile_id: string;
                    /** @enum {string} */
                    profile_type: "personal" | "business";
                    /** @description As it is when the event is read or sent: after an erasure it names nobody. */
                    customer: {
                        /** Format: uuid */
                        id: string;
                        issuer: string | null;
                        /** @description Of the customer’s own sign-in with the partner. */
                        subject: string | null;
                    };
                    /** Format: uuid */
                    challenge_id: string;
                    operation: string;
                };
            })[];
            /** @description Ask with this as `after`, also when nothing came. */
            next_after: string;
        };
        WiseEventList: {
            /** @description In order of arrival. */
            data: {
                /** @description Grows. Whoever has seen one has seen all before it. */
                id: string;
                /** @enum {string} */
                environment: "sandbox" | "production";
                /** @description As Wise names it; null for what could not be read. */
                type: string | null;
                schema_version: string | null;
                /** @description By the field that orders events of this type. */
                occurred_at: string | null;
                /** Format: date-time */
                received_at: string;
                /** @description How often Wise has sent this very body. */
                deliveries: number;
                /** @description Wise said, unsigned, that it is a test. */
                test: boolean;
                /**
                 * @description What it changed here.
                 * @enum {string}
                 */
                outcome: "kept" | "applied" | "recorded" | "unchanged" | "outdated" | "test" | "unreadable" | "failed";
                /** @description The connections it is about, 20 at most. */
                connection_ids: string[];
                /** @description As Wise sent it, every digit of its numbers; null where it is no JSON. */
                payload: unknown;
            }[];
            /** @description Ask with this as `after`, also when nothing came. */
            next_after: string;
        };
        NewEventEndpoint: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            environment: "sandbox" | "production";
            url: string;
            types: string[];
            description: string;
            /** Format: date-time */
            created_at: string;
            disabled_at: string | null;
            /** @description gone: it answered 410. asked: somebody disabled it. Nothing is sent or added meanwhile. */
            disabled_reason: ("gone" | "asked") | null;
            /** @description Enable it with `after` this `position`, and it gets what happened meanwhile, nothing of it twice. */
            disabled_after: string | null;
            /** @description In a row, up to now. */
            failures: number;
            /** @description Deliveries that wait; 1,000 may be more. */
            waiting: number;
            /** @description whsec_…: shown this once. Verify each delivery with it, by a library of Standard Webhooks. */
            secret: string;
        };
        EventEndpointList: {
            /** @description Oldest first. */
            data: {
                /** Format: uuid */
                id: string;
                /** @enum {string} */
                environment: "sandbox" | "production";
                url: string;
                types: string[];
                description: string;
                /** Format: date-time */
                created_at: string;
                disabled_at: string | null;
                /** @description gone: it answered 410. asked: somebody disabled it. Nothing is sent or added meanwhile. */
                disabled_reason: ("gone" | "asked") | null;
                /** @description Enable it with `after` this `position`, and it gets what happened meanwhile, nothing of it twice. */
                disabled_after: string | null;
                /** @description In a row, up to now. */
                failures: number;
                /** @description Deliveries that wait; 1,000 may be more. */
                waiting: number;
            }[];
        };
        RemovedEventEndpoint: {
            /** Format: uuid */
            id: string;
        };
        EventEndpoint: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            environment: "sandbox" | "production";
            url: string;
            types: string[];
            description: string;
            /** Format: date-time */
            created_at: string;
            disabled_at: string | null;
            /** @description gone: it answered 410. asked: somebody disabled it. Nothing is sent or added meanwhile. */
            disabled_reason: ("gone" | "asked") | null;
            /** @description Enable it with `after` this `position`, and it gets what happened meanwhile, nothing of it twice. */
            disabled_after: string | null;
            /** @description In a row, up to now. */
            failures: number;
            /** @description Deliveries that wait; 1,000 may be more. */
            waiting: number;
        };
        SentTest: {
            /** Format: uuid */
            event_id: string;
        };
        RotatedSecret: {
            /** @description whsec_…: shown this once. Verify each delivery with it, by a library of Standard Webhooks. */
            secret: string;
            /** Format: date-time */
            old_ends_at: string;
        };
        Replayed: {
            /** @description How many are sent again, 10000 at most: ask again after last_position. */
            count: number;
            last_position: string | null;
        };
        DeliveryList: {
            /** @description Newest event first. */
            data: {
                position: string;
                event_id: string | null;
                /** @enum {string} */
                type: "connection.connected" | "connection.reconnected" | "connection.needs_reconnect" | "connection.disconnected" | "connection.frozen" | "connection.released" | "connection.expiring" | "profile.changed" | "sca.required" | "sca.done" | "test";
                connection_id: string | null;
                /** @enum {string} */
                state: "waiting" | "delivered" | "given_up";
                attempts: number;
                /** @description Null while an earlier event of the same connection waits. */
                next_try_at: string | null;
                last_try_at: string | null;
                /** @description What the endpoint answered. */
                last_status: number | null;
                /** @description Why it did not answer. */
                last_failure: string | null;
                last_ms: number | null;
            }[];
            /** @description Null: this was the last page. */
            next_before: string | null;
        };
        ScaChallenge: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            connection_id: string;
            /**
             * @description approved: repeat the same call with it. locked: Wise blocks the user for some minutes.
             * @enum {string}
             */
            state: "pending" | "locked" | "approved" | "used" | "expired";
            /**
             * @description What the call is, where we know it.
             * @enum {string}
             */
            operation: "statement" | "fund_transfer" | "fund_batch" | "card_payment" | "card_details" | "session" | "other";
            /** @description What Wise still wants; of each entry any one will do. Empty before Wise was first asked. */
            factors_left: string[][];
            /**
             * Format: uri
             * @description Where the connection’s owner approves it: our page, for them alone.
             */
            approval_url: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            expires_at: string;
        };
        SentCode: {
            /** @description The phone number, all but its end masked. */
            sent_to: string;
        };
        EnrolledFactor: {
            /** @description Wise’s id of a device fingerprint. */
            device_fingerprint_id: string | null;
        };
        CreatedSession: {
            /** Format: uuid */
            id: string;
            /**
             * Format: uri
             * @description Send the customer’s browser there. It is good for one browser.
             */
            url: string;
            /**
             * Format: date-time
             * @description Until when url can be opened.
             */
            expires_at: string;
        };
        ConnectSession: {
            /** Format: uuid */
            id: string;
            /**
             * @description pending: Wise said yes; nothing is connected before you post the completion code. confirmed: you did, and the connection is being made: ask again. failed: see reason.
             * @enum {string}
             */
            status: "created" | "opened" | "pending" | "confirmed" | "connected" | "cancelled" | "failed" | "expired";
            /** @description Why it failed: denied, unconfirmed, other_profile, no_profile, profile_mismatch, identity_mismatch, identity_unknown, wise_unavailable, … */
            reason: string | null;
            customer: {
                /** Format: uuid */
                id: string;
                external_id: string;
            };
            /** @enum {string} */
            environment: "sandbox" | "production";
            /** @description The connection, once it is connected. */
            connection_id: string | null;
            /** Format: date-time */
            created_at: string;
            /**
             * Format: date-time
             * @description Of the step that it is at.
             */
            expires_at: string;
        };
        PortalSession: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            status: "created" | "pending" | "confirmed" | "open" | "ended" | "expired";
            customer: {
                /** Format: uuid */
                id: string;
                external_id: string;
            };
            /** @description Once it is confirmed: send the same browser there, and it shows the customer’s connections. */
            url: string | null;
            /** Format: date-time */
            created_at: string;
            /**
             * Format: date-time
             * @description Of the step that it is at.
             */
            expires_at: string;
        };
        Problem: {
            type: string;
            /** @description For people; may change. */
            title: string;
            status: number;
            /**
             * @description Decide by this.
             * @enum {string}
             */
            code: "BAD_REQUEST" | "API_KEY_REFUSED" | "API_KEY_EXPIRED" | "API_KEY_NOT_HERE" | "ACCESS_ON_HOLD" | "SCOPE_MISSING" | "ENVIRONMENT_NOT_ALLOWED" | "REQUEST_TOO_SLOW" | "BODY_TOO_LARGE" | "HEADERS_TOO_LARGE" | "INTERNAL" | "DATABASE_UNAVAILABLE" | "VAULT_UNAVAILABLE" | "NOT_FOUND" | "CONNECTION_NEEDS_RECONNECT" | "CONNECTION_DISCONNECTED" | "CONNECTION_FROZEN" | "RECORD_REFUSED" | "TOKEN_NOT_READY" | "KEY_UNKNOWN" | "CONFIGURATION_WRONG" | "API_KEY_QUOTA_USED" | "METHOD_NOT_ALLOWED" | "ENVIRONMENT_OFF" | "CLIENT_REFUSED" | "CALL_NOT_ALLOWED" | "PROFILE_NOT_GRANTED" | "MEDIA_TYPE_NOT_TAKEN" | "WISE_RATE_LIMITED" | "WISE_UNAVAILABLE" | "WISE_TOKEN_REFUSED" | "WISE_ANSWER_LOST" | "CONFLICT" | "WISE_NOT_ALLOWED" | "WISE_REFUSED_EMAIL" | "WISE_REFUSED_REQUEST" | "WISE_USER_DIFFERS" | "WISE_USER_EXISTS" | "APPROVAL_NOT_POSSIBLE" | "SCA_REQUIRED" | "CHALLENGE_MISMATCH" | "CHALLENGE_USED" | "CHALLENGE_EXPIRED" | "FACTOR_REFUSED" | "FACTOR_NOT_SET_UP" | "FACTOR_EXISTS" | "FACTORS_LOCKED" | "EVENT_URL_REFUSED" | "RETURN_URL_NOT_ALLOWED" | "SIGN_IN_TOO_OLD" | "COMPLETION_CODE_REFUSED" | "COMPLETION_CODE_USED" | "SESSION_OVER";
            /**
             * @description With SCOPE_MISSING: the scope that the key lacks.
             * @enum {string}
             */
            scope?: "connections:read" | "connections:write" | "tokens:read" | "wise:call" | "factors:write" | "personal-token:use" | "events:read" | "events:write" | "sessions:write" | "application-token:read";
            /**
             * Format: uuid
             * @description With SCA_REQUIRED: name it in Wise-Challenge when you repeat the call.
             */
            challenge_id?: string;
            /**
             * Format: uri
             * @description With SCA_REQUIRED: send the connection’s owner there.
             */
            approval_url?: string;
            /**
             * Format: date-time
             * @description With SCA_REQUIRED: until when the approval can be given and used.
             */
            expires_at?: string;
            /** @description With WISE_USER_EXISTS: where the customer connects. */
            connect_url?: string;
            /** @description With WISE_REFUSED_REQUEST for a profile: the field of `personal_profile` that Wise names. */
            refused_field?: string;
            /** @description With BAD_REQUEST for min_ttl: the most seconds that it may be. */
            max_min_ttl?: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listConnections: {
        parameters: {
            query?: {
                status?: "active" | "needs_reconnect" | "disconnected";
                environment?: "sandbox" | "production";
                /** @description Wise’s id of the profile: a string, because a double would round 64 bits. */
                profile_id?: string;
                /** @description The whole subject of the customer’s own sign-in. */
                customer_subject?: string;
                /** @description Connections a page; 50 when it is not given. */
                limit?: number;
                /** @description The next_cursor of the page before. Keep the filters the same. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionList"];
                };
            };
        };
    };
    getConnection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
        };
    };
    getAccessToken: {
        parameters: {
            query?: {
                /** @description Seconds that the token has to live; a shorter one is refreshed first. At most half of the life that Wise gives it. */
                min_ttl?: number;
                /** @description Wise answered the token of this version with 401 invalid_token. */
                rejected_version?: number;
            };
            header?: {
                /** @description The ETag of an earlier answer: when it is still so, 304 comes without a body. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The version, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccessToken"];
                };
            };
        };
    };
    rejectAccessToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Of the token that Wise answered with 401 invalid_token. */
                    version: number;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rejection"];
                };
            };
        };
    };
    getApplicationToken: {
        parameters: {
            query: {
                environment: "sandbox" | "production";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApplicationToken"];
                };
            };
        };
    };
    getWiseUser: {
        parameters: {
            query: {
                environment: "sandbox" | "production";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WiseUser"];
                };
            };
        };
    };
    createWiseUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    environment: "sandbox" | "production";
                    /** Format: email */
                    email: string;
                    /**
                     * @description Wise’s emails to the user; EN when it is not given.
                     * @enum {string}
                     */
                    language?: "EN" | "US" | "PT" | "ES" | "FR" | "DE" | "IT" | "JA" | "RU" | "PL" | "HU" | "TR" | "RO" | "NL" | "HK";
                    /** @description Wise’s id of the profile to connect. Needed only when the user has several. */
                    profile_id?: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WiseUser"];
                };
            };
        };
    };
    createWiseProfile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    environment: "sandbox" | "production";
                    /** @description As Wise documents it for POST /v2/profiles/personal-profile. It goes to Wise and is not kept here. */
                    personal_profile: {
                        /** @description With middle names; Wise takes 30 characters. */
                        firstName: string;
                        lastName: string;
                        preferredName?: string;
                        /** Format: date */
                        dateOfBirth: string;
                        /** @description Three letters, lower case. */
                        nationality?: string;
                        address: {
                            addressFirstLine: string;
                            city: string;
                            /** @description Lower case, such as usa. */
                            countryIso3Code: string;
                            postCode?: string;
                            /** @description Required in the US, CA, BR and AU. */
                            stateCode?: string;
                        } & {
                            [key: string]: unknown;
                        };
                        contactDetails: {
                            /** Format: email */
                            email: string;
                            /** @description International, such as +3725064992. */
                            phoneNumber: string;
                        } & {
                            [key: string]: unknown;
                        };
                        /** @description Required in CA, IN, JP, ID, IL, MX, and NM in the US. */
                        occupations?: ({
                            code: string;
                            /** @constant */
                            format: "FREE_FORM";
                        } & {
                            [key: string]: unknown;
                        })[];
                        /** @description Your own name for the customer, at Wise. */
                        externalCustomerId?: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WiseUser"];
                };
            };
        };
    };
    createClaimLink: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    environment: "sandbox" | "production";
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClaimLink"];
                };
            };
        };
    };
    listDeadlines: {
        parameters: {
            query?: {
                environment?: "sandbox" | "production";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadlineList"];
                };
            };
        };
    };
    listEvents: {
        parameters: {
            query?: {
                /** @description The `next_after` of the answer before; 0, or nothing, begins with the oldest that is kept. */
                after?: string;
                /** @description Events a page; 100 when it is not given. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventList"];
                };
            };
        };
    };
    listWiseEvents: {
        parameters: {
            query?: {
                /** @description The `id` of the last event you have; 0, or nothing, begins with the oldest that is kept. */
                after?: string;
                /** @description Events a page; 100 when it is not given. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WiseEventList"];
                };
            };
        };
    };
    listEventEndpoints: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventEndpointList"];
                };
            };
        };
    };
    createEventEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    environment: "sandbox" | "production";
                    /** @description https, on a public address. No redirect is followed. */
                    url: string;
                    /**
                     * @description Only these; none or an empty list: all, also those that are new some day.
                     * @default []
                     */
                    types?: ("connection.connected" | "connection.reconnected" | "connection.needs_reconnect" | "connection.disconnected" | "connection.frozen" | "connection.released" | "connection.expiring" | "profile.changed" | "sca.required" | "sca.done")[];
                    /** @default  */
                    description?: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewEventEndpoint"];
                };
            };
        };
    };
    removeEventEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RemovedEventEndpoint"];
                };
            };
        };
    };
    enableEventEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Sends what is behind this `position` too, in order, 10000 events at most: what happened while it was disabled. For more, replay first. */
                    after?: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventEndpoint"];
                };
            };
        };
    };
    disableEventEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventEndpoint"];
                };
            };
        };
    };
    testEventEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SentTest"];
                };
            };
        };
    };
    rotateEventSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description For so long each delivery is signed with the old secret too. 0: the old one leaked.
                     * @default 24
                     */
                    keep_old_hours?: number;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RotatedSecret"];
                };
            };
        };
    };
    replayEvents: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description `position` of an event; those behind it are sent again. */
                    after: string;
                    /** @description The last one, itself included; none: up to the newest. */
                    until?: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Replayed"];
                };
            };
        };
    };
    listDeliveries: {
        parameters: {
            query?: {
                state?: "waiting" | "delivered" | "given_up";
                /** @description `next_before` of the page before. */
                before?: string;
                /** @description Deliveries a page; 50 when it is not given. */
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryList"];
                };
            };
        };
    };
    getScaChallenge: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScaChallenge"];
                };
            };
        };
    };
    sendPhoneCode: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    channel: "sms" | "whatsapp" | "voice";
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SentCode"];
                };
            };
        };
    };
    passFactor: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    factor: "pin" | "device_fingerprint" | "sms" | "whatsapp" | "voice";
                    /** @description The PIN, the fingerprint, or the code from the phone. */
                    value: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScaChallenge"];
                };
            };
        };
    };
    createScaSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScaChallenge"];
                };
            };
        };
    };
    enrolFactor: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    factor: "pin" | "device_fingerprint";
                    value: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EnrolledFactor"];
                };
            };
        };
    };
    createConnectSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    customer: {
                        /** @description Your own id of the customer, which never changes and is never given to another person. */
                        external_id: string;
                        /**
                         * Format: email
                         * @description Where notices go. It identifies nobody: two customers may have the same.
                         */
                        email?: string;
                        name?: string;
                    };
                    /** @enum {string} */
                    environment: "sandbox" | "production";
                    /**
                     * Format: uri
                     * @description Where the browser goes afterwards: at or below an address of the setting RETURN_URLS.
                     */
                    return_url: string;
                    /**
                     * Format: date-time
                     * @description When the customer last proved to you who they are: at most 30 minutes ago.
                     */
                    authenticated_at: string;
                    /**
                     * Format: uuid
                     * @description To connect this connection again, and no other profile. It has to be the customer’s own.
                     */
                    connection_id?: string;
                    /** @description What you know of the customer, to compare the Wise profile with (setting MATCH_POLICY). Kept sealed, and erased when the session ends; never kept while the setting is off. */
                    expect?: {
                        /**
                         * Format: date
                         * @description Of the person: compared with a personal profile.
                         */
                        date_of_birth?: string;
                        /** @description The person’s full legal name: compared with a personal profile. */
                        name?: string;
                        /** @description The registered name: compared with a business profile. */
                        business_name?: string;
                    };
                    /**
                     * @description popup: what return_url would get is posted as a message to its origin, and to no other; without an opener the browser goes to return_url.
                     * @default redirect
                     * @enum {string}
                     */
                    display?: "redirect" | "popup";
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedSession"];
                };
            };
        };
    };
    getConnectSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectSession"];
                };
            };
        };
    };
    completeConnectSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description As it came to return_url. Good once, for this session, for ten minutes. */
                    completion_code: string;
                    /** @description Who is signed in to your app in the browser that brought the code. Another customer than the session’s ends it. */
                    external_id: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectSession"];
                };
            };
        };
    };
    createPortalSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    customer: {
                        /** @description Your own id of the customer, which never changes and is never given to another person. */
                        external_id: string;
                        /**
                         * Format: email
                         * @description Where notices go. It identifies nobody: two customers may have the same.
                         */
                        email?: string;
                        name?: string;
                    };
                    /**
                     * Format: uri
                     * @description Where the browser goes afterwards: at or below an address of the setting RETURN_URLS.
                     */
                    return_url: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedSession"];
                };
            };
        };
    };
    completePortalSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description As it came to return_url. Good once, for this session, for ten minutes. */
                    completion_code: string;
                    /** @description Who is signed in to your app in the browser that brought the code. Another customer than the session’s ends it. */
                    external_id: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PortalSession"];
                };
            };
        };
    };
    endPortalSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PortalSession"];
                };
            };
        };
    };
}
