package import SessionRegistry

/// Which devices are remembered.
package enum TokensScreen: ListScreen {
    package typealias Row = TokenRecord
}
