#pragma once

#include "core/links/detect.hpp"
#include "core/model/http.hpp"
#include "core/resolvers/catalog/back_ends.hpp"
#include "tests/support/answered.hpp"

#include <doctest/doctest.h>

#include <string>

// Answers as the services' documentation shows them, shortened.

namespace musiclink::test {

inline link link_at(const std::string& url) {
  const auto found = classify(url);
  REQUIRE_MESSAGE(found, url);
  return *found;
}

inline http_response ok(std::string body) {
  return answered(200, std::move(body));
}

inline http_response failed(long status) {
  return answered(status);
}

inline std::vector<catalog::candidate> candidates(const catalog::findings& found) {
  REQUIRE(std::holds_alternative<std::vector<catalog::candidate>>(found));
  return std::get<std::vector<catalog::candidate>>(found);
}

/// What the service says of the link, by the first of its questions.
inline facts facts_of(const std::string& url, const std::string& body, std::size_t which = 0) {
  const auto about = link_at(url);
  const auto questions = catalog::ask_source(about, "US");
  REQUIRE(questions.size() > which);
  const auto found = candidates(questions[which].read(body, about));
  REQUIRE(found.size() == 1);
  return found.front().what;
}

inline std::vector<catalog::question> search_deezer(const facts& like) {
  return catalog::deezer.search(like, "US");
}

inline std::vector<catalog::question> search_itunes(const facts& like, std::string_view country) {
  return catalog::itunes.search(like, country);
}

inline std::vector<catalog::question> search_musicbrainz(const facts& like) {
  return catalog::musicbrainz.search_relations(like);
}

inline std::string deezer_track(int id, const std::string& title, const std::string& more = "") {
  return R"({"id":)" + std::to_string(id) + R"(,"title":")" + title +
         R"(","duration":224,"type":"track","artist":{"id":27,"name":"Daft Punk"})" + more + "}";
}

inline std::string itunes_song(const std::string& title, const std::string& id) {
  return R"({"wrapperType":"track","kind":"song","trackName":")" + title +
         R"(","artistName":"Daft Punk","trackTimeMillis":224693,"trackViewUrl":)"
         R"("https://music.apple.com/us/album/one-more-time/697194953?i=)" +
         id + R"(&uo=4"})";
}

inline std::string results(const std::string& items) {
  return R"({"resultCount":1,"results":[)" + items + "]}";
}

inline std::string data(const std::string& items) {
  return R"({"data":[)" + items + R"(],"total":1})";
}

inline std::string spotify_page(const std::string& title, const std::string& description) {
  return R"(<!DOCTYPE html><html><head><title>x</title><meta property="og:title" content=")" +
         title + R"("/><meta property="og:description" content=")" + description +
         R"("/><meta name="music:duration" content="225"/></head><body></body></html>)";
}

} // namespace musiclink::test
