/// The screens, in the order of their number keys.
package enum Tab: Int, CaseIterable, Hashable, Sendable {
    case sessions = 1, tokens, cookies, lab, audit, health

    package var title: String {
        switch self {
        case .sessions: "Sessions"
        case .tokens: "Tokens"
        case .cookies: "Cookies"
        case .lab: "Lab"
        case .audit: "Audit"
        case .health: "Health"
        }
    }

    /// What the tab does; the model holds what it remembers.
    package var screen: any TabScreen.Type {
        switch self {
        case .sessions: SessionsScreen.self
        case .tokens: TokensScreen.self
        case .cookies: CookiesScreen.self
        case .lab: LabScreen.self
        case .audit: AuditScreen.self
        case .health: HealthScreen.self
        }
    }
}
