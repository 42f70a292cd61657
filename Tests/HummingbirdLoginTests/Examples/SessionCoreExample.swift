import SessionCore

struct Account: LoginUser {
    var loginID: String
}

/// Who asks for a page behind a login, and the cookies that go with the answer.
func answer(
    _ request: LoginRequest, _ manager: LoginManager, accounts: [String: Account], now: Timestamp
) throws -> (status: Int, location: String?, cookies: [String]) {
    var state = LoginState<Account>(manager, request, now: now)
    if state.openFailure != nil { return (500, nil, []) }
    while let lookup = try state.nextLookup() {
        switch lookup {
        case .sessionUser(let id), .rememberedUser(let id): state.supply(accounts[id])
        default: state.supply(nil)
        }
    }
    let decision = try state.require(.login)
    let outcome = state.finish(now: now)
    if outcome.failure != nil { return (500, nil, outcome.setCookies) }
    switch decision {
    case .proceed: return (200, nil, outcome.setCookies)
    case .redirect(let location): return (302, location, outcome.setCookies)
    default: return (401, nil, outcome.setCookies)
    }
}
