#include "core/json/json.hpp"
#include "core/resolvers/catalog/back_ends.hpp"
#include "core/services/table.hpp"
#include "core/text/text.hpp"
#include "core/text/url.hpp"

#include <utility>

namespace musiclink::catalog {
namespace {

/// Title "Flickermood by Forss". Labels and channels upload what others made and
/// name those in the title: "Artist - Title".
findings read(const std::string& body, const link& about) {
  const auto document = json::parsed(body);
  if (!document)
    return nonsense("not JSON");
  const auto said = plain(document->root()["title"].string_or({}));
  const auto user = plain(document->root()["author_name"].string_or({}));
  candidate result;
  result.what.type = about.type;
  if (about.type == item_type::artist) {
    result.what.title = user.empty() ? said : user;
  } else {
    std::string_view title = said;
    if (const auto by = " by " + user; !user.empty() && title.ends_with(by))
      title.remove_suffix(by.size());
    const auto credits = split_at_dash(title).value_or(credited{user, title});
    result.what.title = plain(credits.title);
    result.what.artists = names(credits.artist);
  }
  if (result.what.title.empty())
    return nonsense("not of the expected shape");
  return std::vector<candidate>{std::move(result)};
}

std::vector<question> ask(const link& about, std::string_view) {
  if ((about.type != item_type::track && about.type != item_type::artist) ||
      services::is_secret(about))
    return {};
  return {
      {endpoint::soundcloud, "/oembed?format=json&url=" + percent_encoded(about.canonical), read}};
}

} // namespace

const back_end soundcloud = {
    .knows = service::soundcloud,
    .ask = ask,
    .sample = "https://soundcloud.com/forss/flickermood",
};

} // namespace musiclink::catalog
